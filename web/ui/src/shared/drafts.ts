// What a person typed is kept on this machine until it was sent or thrown away, also over a closed window.
// Drafts belong to the person: on a shared machine nobody sees another's.
import { ref, watch, type Ref } from 'vue'

import { session } from './session'

const keyOf = (name: string) => `bihuan.draft.${session.me?.person ?? ''}.${name}`

export interface Draft { restored: Ref<boolean>; savedAt: Ref<number>; clear: () => void; stop: () => void }

export function readDraft<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(keyOf(name))
    return text ? (JSON.parse(text).value as T) : null
  } catch {
    return null
  }
}

export function useDraft<T extends object>(name: string, value: Ref<T>): Draft {
  const restored = ref(false)
  const savedAt = ref(0)
  const kept = readDraft<T>(name)
  if (kept) {
    value.value = { ...value.value, ...kept }
    restored.value = true
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    timer = undefined
    try {
      localStorage.setItem(keyOf(name), JSON.stringify({ at: Date.now(), value: value.value }))
      savedAt.value = Date.now()
    } catch {
      savedAt.value = 0 // full or forbidden: the page says that nothing is kept
    }
  }
  const unwatch = watch(value, () => {
    clearTimeout(timer)
    timer = setTimeout(save, 250)
  }, { deep: true })
  const flush = () => {
    if (timer !== undefined) save()
  }
  addEventListener('pagehide', flush)
  const stop = () => {
    clearTimeout(timer)
    flush()
    unwatch()
    removeEventListener('pagehide', flush)
  }
  const clear = () => {
    clearTimeout(timer)
    timer = undefined
    localStorage.removeItem(keyOf(name))
    restored.value = false
  }
  return { restored, savedAt, clear, stop }
}
