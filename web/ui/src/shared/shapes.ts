// Where an answer of the API names something by object or by a name of its own, the pages read it here, in one place.
import type { Person, Ref, StatRow } from './types'

type Loose = Record<string, unknown>
export const idOf = (one: unknown): string => (one && typeof one === 'object' ? String((one as Ref).id) : String(one ?? ''))
export const personOf = (raw: Loose): Person => ({
  id: String(raw.id), name: String(raw.name), unit: idOf(raw.unit), phone: String(raw.phone ?? ''), mail: String(raw.mail ?? ''),
  active: raw.active !== false, locked: raw.locked === true,
  roles: ((raw.roles as Loose[] | undefined) ?? []).map((held) => ({ role: String(held.role), unit: idOf(held.unit) })),
})

const amount = (value: unknown): number | null => (value === null || value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value))
const lastDay = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10)
export function statOf(raw: Loose): StatRow {
  const given = (raw.values as Loose | undefined) ?? {}
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, amount(value)]))
  values.filed ??= values.received ?? null
  const key = String(raw.key)
  const filter = (raw.filter as Record<string, string> | undefined) ?? (/^\d{4}-\d\d$/.test(key) ? { filed_from: key + '-01', filed_to: lastDay(key) } : {})
  return { key, title: String(raw.title ?? key), values, filter }
}

export interface Figure { id: string; title: string; value: number | string | null; rate?: boolean; change: number | null; note?: string; filter: Record<string, string> }
export interface Overview { month: string; figures: Figure[]; heat: { unit: string; title: string; months: { month: string; overdue: number }[] }[]; trend?: StatRow[]; types?: StatRow[]; units?: StatRow[]; channels?: StatRow[] }
// The names of the figures come from the page's catalogue; rates bring their own from the counting rules.
export function overviewOf(raw: Loose, names: Record<'filed' | 'closed' | 'handling' | 'overdue', string>): Overview {
  if (Array.isArray(raw.figures)) return { heat: [], ...raw } as unknown as Overview
  const month = String(raw.month)
  const totals = (raw.totals as Loose | undefined) ?? {}
  const span = { filed_from: month + '-01', filed_to: lastDay(month) }
  const figure = (id: keyof typeof names, value: unknown, filter: Record<string, string>): Figure => ({ id, title: names[id], value: amount(value), change: null, filter })
  const rows = (name: string) => ((raw[name] as Loose[] | undefined) ?? []).map(statOf)
  return {
    month, heat: [],
    figures: [
      { ...figure('filed', totals.received ?? totals.month, span), note: typeof totals.year_on_year === 'string' ? totals.year_on_year : undefined },
      figure('closed', totals.closed, { ...span, open: 'false' }), figure('handling', totals.handling, { ...span, open: 'true' }), figure('overdue', totals.overdue, { ...span, overdue: 'true' }),
      ...((raw.rates as Loose[] | undefined) ?? []).map((rate) => ({ id: String(rate.id), title: String(rate.title), value: String(rate.value ?? '—'), change: null, note: rate.points == null ? undefined : String(rate.points), filter: span as Record<string, string> })),
    ],
    trend: rows('trend'), types: rows('types'), units: rows('units'), channels: rows('channels'),
  }
}
