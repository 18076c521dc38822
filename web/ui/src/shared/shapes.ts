// Where an answer of the API names something by object or by a name of its own, the pages read it here, in one place.
import type { Drill } from './figures'
import type { Person, Ref, StatRow } from './types'

type Loose = Record<string, unknown>
export const idOf = (one: unknown): string => (one && typeof one === 'object' ? String((one as Ref).id) : String(one ?? ''))
export const personOf = (raw: Loose): Person => ({
  id: String(raw.id), name: String(raw.name), unit: idOf(raw.unit), phone: String(raw.phone ?? ''), mail: String(raw.mail ?? ''),
  active: raw.active !== false, locked: raw.locked === true,
  roles: ((raw.roles as Loose[] | undefined) ?? []).map((held) => ({ role: String(held.role), unit: idOf(held.unit) })),
})

const amount = (value: unknown): number | null => (value === null || value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value))
export function statOf(raw: Loose): StatRow {
  const given = (raw.values as Loose | undefined) ?? {}
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, amount(value)]))
  values.filed ??= values.received ?? null
  const key = String(raw.key)
  return { key, title: String(raw.title ?? key), values }
}

const figureOf = (raw: unknown): string => (raw === null || raw === undefined || raw === '' ? '—' : String(raw))
// "12.5" is a percentage as printed by the server, "—" has no base.
const signed = (raw: unknown): string => (/^\d/.test(figureOf(raw)) && Number(raw) !== 0 ? '+' : '') + figureOf(raw).replace('-', '−')
export interface Figure { id: string; title: string; value: string; unit: string; notes: { kind: 'year' | 'month' | 'points'; value: string; good: boolean | null }[]; drill: Drill & { of?: string } }
export interface LateRow { unit: string; months: { month: string; due: number; late: number }[] }
export interface Overview { month: string; figures: Figure[]; late: LateRow[]; rates: { month: string; values: Record<string, number | null> }[]; rateNames: Record<string, string>; rateDrills: Record<string, { measure: string; of: string }>; places: { title: string; unit: string; place_of: number; month: number; year_to_date: number }[]; trend: StatRow[]; types: StatRow[]; units: StatRow[]; channels: StatRow[]; target: { met: boolean; limit: string; room: string } | null }
// Whether a change is for the better: fewer petitions and repeats, more of everything else that is a rate.
const better = (raw: unknown, more: boolean) => (Number.isNaN(Number(raw)) || Number(raw) === 0 ? null : Number(raw) > 0 === more)
// The names of the figures come from the page's catalogue; rates bring their own from the counting rules.
export function overviewOf(raw: Loose, names: Record<'filed' | 'closed' | 'handling' | 'overdue', string>): Overview {
  const month = String(raw.month)
  const totals = (raw.totals as Loose | undefined) ?? {}
  const rates = (raw.rates as Loose[] | undefined) ?? []
  const figure = (id: keyof typeof names, value: unknown, measure: string): Figure => ({ id, title: names[id], value: figureOf(value), unit: '', notes: [], drill: { measure } })
  const drillOf = (rate: Loose) => ({ measure: String(rate.count), of: String(rate.base) })
  const rows = (name: string) => ((raw[name] as Loose[] | undefined) ?? []).map(statOf)
  return {
    month, late: (raw.late_by_unit as LateRow[] | undefined) ?? [], rates: (raw.rates_by_month as Overview['rates'] | undefined) ?? [],
    rateNames: Object.fromEntries(rates.map((rate) => [String(rate.id), String(rate.title)])),
    rateDrills: Object.fromEntries(rates.map((rate) => [String(rate.id), drillOf(rate)])),
    places: (raw.places as Overview['places'] | undefined) ?? [], target: (raw.target as Overview['target'] | undefined) ?? null,
    figures: [
      { ...figure('filed', totals.month, 'received'), notes: [{ kind: 'year', value: signed(totals.year_on_year), good: better(totals.year_on_year, false) }, { kind: 'month', value: signed(totals.month_on_month), good: better(totals.month_on_month, false) }] },
      figure('closed', totals.closed, 'closed'), figure('handling', totals.handling, 'handling'), figure('overdue', totals.overdue, 'overdue'),
      ...rates.map((rate): Figure => ({ id: String(rate.id), title: String(rate.title), value: figureOf(rate.value), unit: figureOf(rate.value) === '—' ? '' : '%', notes: [{ kind: 'points', value: signed(rate.points), good: better(rate.points, rate.id !== 'repeat_share') }], drill: drillOf(rate) })),
    ],
    trend: rows('trend'), types: rows('types'), units: rows('units'), channels: rows('channels'),
  }
}
