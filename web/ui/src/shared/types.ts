// The API's shapes by the names that the pages use. They are the schemas of the program's own document (api-types.ts, made by
// tools/api-types.mjs); what stands here beside them is looser on purpose or not the API's. Times are RFC 3339 in UTC, dates
// "2022-06-01", money in fen.
import type { components } from './api-types'

type Schemas = components['schemas']
// A schema that may be null, where it is not.
type Given<T> = NonNullable<T>

export type Ref = Schemas['Named']
export interface Page<T> { items: T[]; next: string | null; total: number | null }
export interface FieldError { pointer: string; code: string; message: string }
export type Who = Schemas['Person']
export interface Refusal { code: string; message: string; hint?: string }
export type Can = Schemas['Permission']

export type Session = Schemas['SessionState']
export type Me = Schemas['Me']
export type Landing = Me['landing']
export type RoleHeld = Me['roles'][number]

export type FieldType = Schemas['FieldForm']['type']
// A form is made from a workflow's fields and from what an action asks besides; only its name and kind are always there.
export type FieldForm = Pick<Schemas['FieldForm'], 'id' | 'title' | 'type'> & Partial<Omit<Schemas['FieldForm'], 'id' | 'title' | 'type' | 'columns'>> & {
  columns?: FieldForm[]; editable?: boolean; options?: { value: string; title: string }[]
}
export type FieldValue = Schemas['FieldValue']
export type Place = Given<Schemas['Place']>

export type DueClock = Pick<Given<Schemas['DueClock']>, 'id' | 'title' | 'state' | 'left_text'> & { due: string | null; left_days?: number | null; overdue?: boolean }
export type CaseRow = Schemas['CaseRow']
export type WorkItem = Schemas['WorkItem']
export const workGroups = ['overdue', 'today', 'this_week', 'later', 'no_limit'] as const
export type WorkGroup = (typeof workGroups)[number]
export type Work = Schemas['Work']

export type Offer = Schemas['Offer']
export type Clock = Schemas['Clock']
export type Task = Schemas['Task']
export type HeldTime = Schemas['HeldTime']
export type Approval = Schemas['Approval']
export type Attachment = Schemas['Attachment']
export type Party = Schemas['Party']
export type CaseLinkRow = Schemas['CaseLink']
export interface DocumentRow { id: number; document: string; title: string; number: string; at: string; url: Record<string, string> }
export type Case = Omit<Schemas['Case'], 'can' | 'documents'> & { can: Record<string, Can | boolean>; documents?: DocumentRow[] }
export type HistoryRow = Schemas['History']['items'][number]
export type InboxRow = Schemas['Message']
export type Duplicate = Schemas['DuplicateList']['items'][number]
export type Unit = Schemas['UnitRow']
// Units of people come as objects; the pages hold their ids (shapes.ts).
export interface Person {
  id: string; name: string; unit: string; phone: string; mail: string; active: boolean; locked?: boolean
  roles: { role: string; unit: string }[]
}
export type Problem = Schemas['CheckResult']['problems'][number]
export type WorkflowRow = Schemas['WorkflowRow']
export type Workflow = Schemas['Workflow']
export type PartyForm = Schemas['PartyForm']
export interface StatRow { key: string; title: string; values: Record<string, number | null> }
export type BulkResult = Schemas['BulkResult']['results'][number]
