// The API's shapes as the pages use them. Times are RFC 3339 in UTC, dates "2022-06-01", money in fen.

export interface Ref { id: string; title: string }
export interface Page<T> { items: T[]; next: string | null; total: number | null }
export interface FieldError { pointer: string; code: string; message: string }
export type Who = string | { person: string; name: string } | null
export interface Refusal { code: string; message: string; hint?: string }
export type Can = null | { ok: boolean; refusal?: Refusal | null }

export interface Session {
  authenticated: boolean; setup_needed: boolean; demo: boolean; server_time: string; languages: string[]; version: string
}
export interface RoleHeld { role: string; title: string; unit: string; unit_title: string }
export type Landing = 'work' | 'dispatch' | 'leader' | 'grid' | 'admin'
export interface Me {
  person: string; name: string; unit: Ref | null; roles: RoleHeld[]
  acting_for: { person: string; name: string; until: string }[]; on_behalf_of?: { person: string; name: string } | null
  language: string; theme: string; text_size: string; unread: number
  admin: { system: boolean; security: boolean; audit: boolean }
  can_file: { workflow: string; title: string }[]; must_change_password: boolean; landing: Landing; statistics: boolean; totp?: boolean
}

export type FieldType =
  | 'text' | 'long text' | 'choice' | 'choices' | 'integer' | 'number' | 'money' | 'date' | 'time' | 'yes/no'
  | 'place' | 'unit' | 'person' | 'photos' | 'files' | 'table'
export interface FieldForm {
  id: string; title: string; type: FieldType; of?: string[]; required?: boolean; editable?: boolean
  min?: number | null; max?: number | null; help?: string; columns?: FieldForm[]; personal?: boolean; computed?: boolean; default?: unknown
  options?: { value: string; title: string }[]
}
export interface FieldValue extends FieldForm { value: unknown; readable: boolean; masked?: boolean }
export interface Place { text: string; lat: number | null; lon: number | null; unit?: string; grid?: string }

export type ClockState = 'running' | 'suspended' | 'stopped' | 'met' | 'late' | string
export interface DueClock {
  id: string; title: string; state: ClockState; due: string | null; left_text: string
  left_days?: number | null; overdue?: boolean
}
export interface CaseRow {
  id: number; number: string; title: string; workflow: string; workflow_title: string; states: Ref[]
  lead_unit: Ref | null; units: Ref[]; filed_at: string; received_at: string | null; due: string | null
  clock: DueClock | null; closed: boolean; overdue: boolean; supervised: boolean; version: number
  place: Place | null; types: string[]; summary: string; fields: Record<string, unknown>
}
export interface WorkItem {
  kind: 'task' | 'approval' | 'event' | 'extension'; case: CaseRow; task_id?: number | string; title: string
  clock: DueClock | null; actions: string[]; dispatch?: boolean; waiting_for?: Ref | null
}
export const workGroups = ['overdue', 'today', 'this_week', 'later', 'no_limit'] as const
export type WorkGroup = (typeof workGroups)[number]
export interface Work { groups: Record<WorkGroup, WorkItem[]>; counts: Record<string, number> }

export interface Offer {
  event: string; title: string; ask: string[]; required: string[]; targets: Ref[]; kind: string; primary: boolean
  refusal: Refusal | null
}
export interface Clock extends DueClock {
  started: string; first_due: string | null; budget_text: string; law: string
  suspensions: { from: string; to: string | null; reason: string; by: Who }[]
  extensions: { days: number; hours?: number; reason: string; by: Who; approved_by: Who; at: string }[]
  request: null | { by_days: number; reason: string; asked_by: Who }
  extend_max_days?: number | null
  can: { suspend: Can; resume: Can; extend: Can; decide: Can }
}
export interface Task {
  id: number; kind: string; title: string; unit: Ref; duty: 'lead' | 'co'; phase: string; person: Who
  assigned_at: string; signed_at: string | null; ended_at: string | null; returns: number; outcome: string | null
  note: string | null; clock: string | null; return_reasons: { code: string; title: string }[]
  can: { sign: Can; return: Can; complete: Can; reassign: Can; remove: Can }; ask: string[]
}
export interface Approval {
  id: string; title: string; open: boolean; step: number; steps: { role: string; title: string }[]; subject?: string; can: Can
}
export interface Attachment {
  id: string; name: string; media_type: string; bytes: number; purpose: string; field: string | null; at?: string
  by?: Who; url: string; preview_url: string | null
}
export interface Party {
  id: string; kind: string; title: string; sealed: boolean; accused: boolean; name: string; phone: string
  address: string; can_open: boolean
}
export interface CaseLinkRow { kind?: string; case_id: number; number?: string; title?: string; closed?: boolean; outcome?: string }
export interface DocumentRow { id: string; title: string; number: string; at: string; url: Record<string, string> }
export interface Case extends Omit<CaseRow, 'fields'> {
  definition: { hash: string; title: string }; fields: FieldValue[]; parties: Party[]; offers: Offer[]; clocks: Clock[]; tasks: Task[]; approvals: Approval[]
  attachments: Attachment[]; links: CaseLinkRow[]; documents?: DocumentRow[]; subcases: CaseLinkRow[]
  can: Record<string, Can | boolean>
}
export interface HistoryRow {
  seq: number; at: string; actor: { person: string; name: string; unit: string | Ref | null } | null; on_behalf_of: Who
  type: string; title: string; detail: Record<string, unknown>
}
export interface InboxRow {
  id: number; at: string; title: string; text: string; case_id: number | null; number: string | null; read: boolean; kind: string
}
export interface Duplicate { case: CaseRow; score: number; reasons: string[] }
export interface Unit { id: string; title: string; kind: string; parent: string | null; valid_from: string | null; valid_to: string | null }
export interface Person {
  id: string; name: string; unit: string; phone: string; mail: string; active: boolean; locked?: boolean
  roles: { role: string; unit: string }[]
}
export interface Problem {
  file: string; line: number; column: number; severity: 'error' | 'warning'; code: string; message: string
  hint: string; path: string[] | string | null
}
export interface WorkflowRow {
  id: string; title: string; hash: string; effective_from: string | null; effective_to: string | null
  states?: Ref[] | number; current?: boolean; deployed_at: string; open_cases: number
}
export interface Workflow extends WorkflowRow {
  source: string; form: { fields: FieldForm[]; parties?: PartyForm[] }; events: Ref[]; roles: Ref[]; clocks: Ref[]; problems?: Problem[]
}
export interface PartyForm { id: string; title: string; sealed: boolean; accused: boolean; many: boolean }
export interface StatRow { key: string; title: string; values: Record<string, number | null>; filter: Record<string, string> }
export interface BulkResult { id: number; number?: string; ok: boolean; refusal?: Refusal | null }
