// What a workflow's fields mean on a page: their empty values, what is wrong with what was typed, how they read.
import { bytesText, dateText, moneyText, numberText, timeText } from './dates'
import { t } from './i18n'
import type { FieldForm, Place } from './types'

export type Values = Record<string, unknown>
export interface FileValue { id: string; name: string; bytes?: number; media_type?: string; url?: string; preview_url?: string | null }

const lists = new Set(['choices', 'photos', 'files', 'table'])
const texts = new Set(['text', 'long text', 'choice', 'unit', 'person'])

export function emptyValue(field: FieldForm): unknown {
  if (lists.has(field.type)) return []
  return texts.has(field.type) ? '' : null
}
// What a new form begins with: the workflow's default, else nothing.
export const startValue = (field: FieldForm): unknown => (field.default === undefined || field.default === null ? emptyValue(field) : field.default)
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && 'text' in (value as object)) {
    const place = value as Place
    return !place.text && place.lat == null
  }
  return false
}

// The first thing wrong with a value, in words; empty when it can be sent. The server checks again.
export function fault(field: FieldForm, value: unknown, required = field.required): string {
  if (isEmpty(value)) return required ? t('field.required', { title: field.title }) : ''
  const size = typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : Number(value)
  const text = typeof value === 'string'
  const many = Array.isArray(value)
  if (field.type === 'integer' && !Number.isInteger(Number(value))) return t('field.whole')
  if (['integer', 'number', 'money'].includes(field.type) && Number.isNaN(Number(value))) return t('field.number')
  const shown = (limit: number) => (field.type === 'money' ? moneyText(limit) : String(limit))
  if (field.min != null && size < field.min)
    return t(text ? 'field.too_short' : many ? 'field.too_few' : 'field.too_small', { n: shown(field.min), size })
  if (field.max != null && size > field.max)
    return t(text ? 'field.too_long' : many ? 'field.too_many' : 'field.too_big', { n: shown(field.max), size })
  if (field.type === 'table' && field.columns)
    for (const [row, cells] of (value as Values[]).entries())
      for (const column of field.columns) {
        const wrong = fault(column, cells[column.id])
        if (wrong) return t('field.row', { n: row + 1, fault: wrong })
      }
  return ''
}
export function faults(fields: FieldForm[], values: Values, required: string[] = []): Record<string, string> {
  const found: Record<string, string> = {}
  for (const field of fields) {
    const wrong = fault(field, values[field.id], field.required || required.includes(field.id))
    if (wrong) found[field.id] = wrong
  }
  return found
}
// The server names a field by pointer: "/fields/route", "/fields/rows/2/sum".
export function pointerField(pointer: string): string {
  return pointer.replace(/^\/(fields\/)?/, '').split('/')[0]
}
// Only what a person filled in travels; lists and cleared values do too, so that a value can be taken back.
export function toWire(fields: FieldForm[], values: Values): Values {
  const sent: Values = {}
  for (const field of fields) {
    let value = values[field.id]
    if (value === undefined || (isEmpty(value) && texts.has(field.type))) continue
    if (field.type === 'photos' || field.type === 'files') value = (value as FileValue[]).map((file) => file.id ?? file)
    if (value !== null) sent[field.id] = value
  }
  return sent
}
export function coordinates(place: Place): string {
  return place.lat == null || place.lon == null ? '' : `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`
}
export function display(field: FieldForm, value: unknown, names: (id: string) => string = (id) => id): string {
  if (isEmpty(value)) return '—'
  switch (field.type) {
    case 'choices': return (value as string[]).join(t('list.comma'))
    case 'integer': return numberText(value as number)
    case 'number': return numberText(value as number, Number.isInteger(value) ? 0 : 2)
    case 'money': return moneyText(value as number)
    case 'date': return dateText(value as string)
    case 'time': return timeText(value as string)
    case 'yes/no': return value ? t('yes') : t('no')
    case 'place': {
      const place = value as Place
      return place.text || coordinates(place)
    }
    case 'unit': case 'person': return names(String(value))
    case 'photos': case 'files': return t('field.files', { n: (value as unknown[]).length })
    case 'table': return t('field.rows', { n: (value as unknown[]).length })
    default: return String(value)
  }
}
export const fileLine = (file: FileValue) => file.name + (file.bytes ? ' · ' + bytesText(file.bytes) : '')
