// What a person can do with a case, each as one shape: a title, the fields it asks and how it is sent. The desk and the
// phone draw the same actions.
import { post, type CallOptions } from './api'
import { t } from './i18n'
import { nameOf } from './load'
import type { Approval, Can, Case, Clock, FieldForm, FieldValue, Offer, Refusal, Task, Ref, Who } from './types'
import { toWire, type Values } from './fields'

export interface Action {
  key: string; title: string; about?: string; primary?: boolean; danger?: boolean; refusal?: Refusal | null
  fields: FieldForm[]; required: string[]; initial?: Values
  send: (values: Values, options: CallOptions) => Promise<unknown>
}

export const refusalOf = (can: Can | boolean | undefined): Refusal | null =>
  can && typeof can === 'object' && !can.ok ? (can.refusal ?? { code: 'refused', message: t('refused') }) : null
export const shown = (can: Can | boolean | undefined) => can === true || (can !== null && can !== undefined && can !== false)

const note = (title: string, required = false): FieldForm => ({ id: 'note', title, type: 'long text', required })
// What an action asks is required when the action says so, not because the field is required somewhere else.
export const fieldsOf = (one: Case, ids: string[]): FieldForm[] =>
  ids.map((id) => one.fields.find((field) => field.id === id)).filter((field): field is FieldValue => !!field).map((field) => ({ ...field, editable: true, required: false }))
// Files come as ids of attachments; a form shows them by name and picture.
const filesOf = (one: Case, ids: unknown) => (Array.isArray(ids) ? ids : []).map((id) => {
  const file = one.attachments.find((each) => each.id === id)
  return typeof id === 'string' ? { id, name: file?.name ?? id, url: file?.preview_url ?? undefined } : id
})
const valuesOf = (one: Case, ids: string[]): Values =>
  Object.fromEntries(one.fields.filter((field) => ids.includes(field.id)).map((field) => [field.id, ['photos', 'files'].includes(field.type) ? filesOf(one, field.value) : field.value]))

export function offerAction(one: Case, offer: Offer): Action {
  const fields = fieldsOf(one, offer.ask)
  return {
    key: 'event.' + offer.event, title: offer.title, primary: offer.primary, refusal: offer.refusal, fields, required: offer.required, initial: valuesOf(one, offer.ask),
    about: offer.targets.length ? t('case.leads_to', { states: offer.targets.map((target) => target.title).join(t('list.comma')) }) : undefined,
    send: (values, options) => post(`/cases/${one.id}/events`, { event: offer.event, fields: toWire(fields, values) }, options),
  }
}

export function taskActions(one: Case, task: Task): Action[] {
  const base = `/cases/${one.id}/tasks/${task.id}`
  const about = t('task.of', { unit: task.unit.title, title: task.title })
  const list: Action[] = []
  const add = (verb: keyof Task['can'], action: Omit<Action, 'key' | 'refusal' | 'about'>) => {
    if (shown(task.can[verb])) list.push({ ...action, key: `task.${task.id}.${verb}`, about, refusal: refusalOf(task.can[verb]) })
  }
  add('sign', { title: t('task.sign'), primary: true, fields: [], required: [], send: (_values, options) => post(base + '/sign', {}, options) })
  const asked = fieldsOf(one, task.ask)
  add('complete', {
    title: t('task.complete'), primary: true, fields: [...asked, note(t('task.result'))], required: [], initial: valuesOf(one, task.ask),
    send: (values, options) => post(base + '/complete', { fields: toWire(asked, values), veto: false, note: values.note ?? '' }, options),
  })
  add('return', {
    title: t('task.return'), danger: true, required: ['reason', 'note'],
    fields: [{ id: 'reason', title: t('task.return_reason'), type: 'choice', options: task.return_reasons.map((one) => ({ value: one.code, title: one.title })) }, note(t('task.return_note'))],
    send: (values, options) => post(base + '/return', { reason: values.reason, note: values.note }, options),
  })
  add('reassign', {
    title: t('task.reassign'), fields: [{ id: 'unit', title: t('task.to_unit'), type: 'unit' }, { id: 'person', title: t('task.to_person'), type: 'person' }, note(t('note'))], required: ['unit'],
    send: (values, options) => post(base + '/reassign', { unit: values.unit, person: values.person ?? '', note: values.note ?? '' }, options),
  })
  add('remove', { title: t('task.remove'), danger: true, fields: [note(t('reason'), true)], required: ['note'], send: (values, options) => post(base, { note: values.note }, { ...options, method: 'DELETE' }) })
  return list
}

export function clockActions(one: Case, clock: Clock): Action[] {
  const base = `/cases/${one.id}/clocks/${encodeURIComponent(clock.id)}`
  const reason: FieldForm = { id: 'reason', title: t('reason'), type: 'long text', required: true }
  const list: Action[] = []
  const add = (verb: keyof Clock['can'], action: Omit<Action, 'key' | 'refusal' | 'about'>) => {
    if (shown(clock.can[verb])) list.push({ ...action, key: `clock.${clock.id}.${verb}`, about: clock.title, refusal: refusalOf(clock.can[verb]) })
  }
  add('decide', {
    title: t('clock.decide'), primary: true, required: ['approve'], initial: { approve: 'yes' },
    fields: [{ id: 'approve', title: t('clock.decision'), type: 'choice', options: [{ value: 'yes', title: t('approve') }, { value: 'no', title: t('disapprove') }] }, note(t('note'))],
    send: (values, options) => post(base + '/decide', { approve: values.approve === 'yes', note: values.note ?? '' }, options),
  })
  add('extend', {
    title: t('clock.extend'), fields: [{ id: 'days', title: t('clock.days'), type: 'integer', min: 1, max: clock.extend_max_days || 365 }, reason], required: ['days', 'reason'],
    send: (values, options) => post(base + '/extend', { days: values.days, reason: values.reason }, options),
  })
  add('suspend', { title: t('clock.suspend'), fields: [reason], required: ['reason'], send: (values, options) => post(base + '/suspend', { reason: values.reason }, options) })
  add('resume', { title: t('clock.resume'), fields: [reason], required: [], send: (values, options) => post(base + '/resume', { reason: values.reason ?? '' }, options) })
  return list
}

export function approvalActions(one: Case, approval: Approval): Action[] {
  if (!approval.open || !shown(approval.can)) return []
  const base = `/cases/${one.id}/approvals/${encodeURIComponent(approval.id)}`
  const make = (approve: boolean): Action => ({
    key: `approval.${approval.id}.${approve}`, title: approve ? t('approve') : t('disapprove'), about: [approval.title, approval.subject].filter(Boolean).join(t('colon')), primary: approve, danger: !approve, refusal: refusalOf(approval.can),
    fields: [note(t('note'), !approve)], required: approve ? [] : ['note'],
    send: (values, options) => post(base, { approve, note: values.note ?? '' }, options),
  })
  return [make(true), make(false)]
}

export function caseActions(one: Case): Action[] {
  const list: Action[] = []
  const base = `/cases/${one.id}`
  const add = (can: Can | boolean | undefined, action: Omit<Action, 'refusal'>) => {
    if (shown(can)) list.push({ ...action, refusal: refusalOf(can) })
  }
  add(one.can.supervise, { key: 'supervise', title: t('case.supervise'), fields: [note(t('case.supervise_note'), true)], required: ['note'], send: (values, options) => post(base + '/supervise', { note: values.note, urge_only: false }, options) })
  add(one.can.urge ?? one.can.supervise, { key: 'urge', title: t('case.urge'), fields: [note(t('note'))], required: [], send: (values, options) => post(base + '/supervise', { note: values.note ?? '', urge_only: true }, options) })
  add(one.can.link, {
    key: 'link', title: t('case.link'), required: ['other', 'kind'], initial: { kind: 'related' },
    fields: [{ id: 'other', title: t('case.other'), type: 'text' }, { id: 'kind', title: t('case.link_kind'), type: 'choice', options: [{ value: 'related', title: t('link.related') }, { value: 'repeat_of', title: t('link.repeat') }] }, note(t('note'))],
    send: (values, options) => post(base + '/link', { other: values.other, kind: values.kind, note: values.note ?? '' }, options),
  })
  add(one.can.merge, {
    key: 'merge', title: t('case.merge'), danger: true, required: ['target', 'note'], fields: [{ id: 'target', title: t('case.merge_target'), type: 'text' }, note(t('reason'), true)],
    send: (values, options) => post(base + '/merge', { target: values.target, note: values.note }, options),
  })
  add(one.can.correct, {
    key: 'correct', title: t('case.correct'), required: ['field', 'value', 'reason'],
    fields: [{ id: 'field', title: t('case.correct_field'), type: 'choice', options: one.fields.filter((field) => field.readable && ['text', 'long text', 'choice', 'date', 'integer'].includes(field.type)).map((field) => ({ value: field.id, title: field.title })) }, { id: 'value', title: t('case.correct_value'), type: 'text' }, { id: 'reason', title: t('reason'), type: 'long text' }],
    send: (values, options) => {
      const field = one.fields.find((each) => each.id === values.field)
      return post(base + '/fields', { field: values.field, value: field?.type === 'integer' ? Number(values.value) : values.value, reason: values.reason }, { ...options, method: 'PATCH' })
    },
  })
  return list
}

export const who = (one: Who | undefined): string => (!one ? '' : typeof one === 'string' ? nameOf(one) : one.name)
export const unitName = (unit: string | Ref | null | undefined): string => (!unit ? '' : typeof unit === 'string' ? nameOf(unit) : unit.title)
export const actorText = (actor: { name: string; unit: string | Ref | null } | null) => (actor ? [actor.name, unitName(actor.unit)].filter(Boolean).join(' · ') : t('actor.system'))
