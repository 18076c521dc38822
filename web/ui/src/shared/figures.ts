// What a figure of the dashboards or of a circular was counted from, as the address of the page that lists it.
import type { LocationQueryRaw } from 'vue-router'

export interface Drill { measure?: string; window?: string; dimension?: string | null; key?: string; unit?: string | null; place_of?: number | null }
// `of` names what a rate is counted of; `part` which of its cases are wanted first.
export interface FigureQuery extends Drill { month: string; circular?: boolean; of?: string; part?: 'counted' | 'rest' | 'all' }

export function figurePage(figure: FigureQuery): { name: string; query: LocationQueryRaw } {
  const query: LocationQueryRaw = {}
  for (const [name, value] of Object.entries(figure))
    if (value !== undefined && value !== null && value !== '' && value !== false) query[name] = value === true ? '1' : String(value)
  return { name: 'figure', query }
}
