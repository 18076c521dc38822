// Loading for a component: what came, what went wrong, whether it is on its way. A newer load drops the older answer.
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { ApiError, get } from './api'
import { personOf } from './shapes'
import type { Page, Unit, Person } from './types'

export interface Loaded<T> {
  data: ShallowRef<T | null>; error: Ref<ApiError | null>; loading: Ref<boolean>; reload: () => Promise<void>
}

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, immediate = true): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<ApiError | null>(null) as Ref<ApiError | null>
  const loading = ref(immediate)
  let running: AbortController | null = null
  async function reload() {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const got = await load(mine.signal)
      if (mine.signal.aborted) return
      data.value = got
      error.value = null
    } catch (problem) {
      if (mine.signal.aborted) return
      error.value = asApiError(problem)
    } finally {
      if (running === mine) loading.value = false
    }
  }
  onBeforeUnmount(() => running?.abort())
  if (immediate) void reload()
  return { data, error, loading, reload }
}

export function asApiError(problem: unknown): ApiError {
  if (problem instanceof ApiError) return problem
  console.error(problem)
  return new ApiError({ status: -1, code: 'unexpected', title: String((problem as Error)?.message ?? problem), detail: '' })
}

// Units and people change rarely; every field and list names them, so they are asked for once a page load.
let unitsPromise: Promise<Unit[]> | null = null
let peoplePromise: Promise<Person[]> | null = null
export const allUnits = () => (unitsPromise ??= get<Page<Unit>>('/units').then((page) => page.items).catch((error) => ((unitsPromise = null), Promise.reject(error))))
export const allPeople = () => (peoplePromise ??= get<Page<Record<string, unknown>>>('/people').then((page) => page.items.map(personOf)).catch((error) => ((peoplePromise = null), Promise.reject(error))))
export function forgetNames() {
  unitsPromise = null
  peoplePromise = null
}
export const names = ref<Record<string, string>>({})
export async function loadNames() {
  const found: Record<string, string> = {}
  await Promise.all([
    allUnits().then((units) => units.forEach((unit) => (found[unit.id] = unit.title))).catch(() => undefined),
    allPeople().then((people) => people.forEach((person) => (found[person.id] = person.name))).catch(() => undefined),
  ])
  names.value = found
}
export const nameOf = (id: string) => names.value[id] ?? id
