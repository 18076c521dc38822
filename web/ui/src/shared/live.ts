// The server's live events: inbox, case and work. One connection per page load; it comes back by itself with growing
// pauses, and tells listeners to look again after a gap, since what happened meanwhile is not repeated.
import { onBeforeUnmount } from 'vue'

export type LiveEvent = 'inbox' | 'case' | 'work' | 'gap'
type Listener = (data: Record<string, unknown>) => void

const listeners: Record<LiveEvent, Set<Listener>> = { inbox: new Set(), case: new Set(), work: new Set(), gap: new Set() }
let source: EventSource | null = null
let pause = 1000
let wasOpen = false

function tell(kind: LiveEvent, data: Record<string, unknown>) {
  listeners[kind].forEach((listener) => listener(data))
}

export function connectLive() {
  if (source || typeof EventSource === 'undefined') return
  const opened = (source = new EventSource('/api/v1/stream'))
  opened.onopen = () => {
    pause = 1000
    if (wasOpen) tell('gap', {})
    wasOpen = true
  }
  opened.onerror = () => {
    opened.close()
    source = null
    setTimeout(connectLive, pause)
    pause = Math.min(pause * 2, 60_000)
  }
  for (const kind of ['inbox', 'case', 'work'] as const)
    opened.addEventListener(kind, (event) => {
      try {
        tell(kind, JSON.parse((event as MessageEvent).data || '{}'))
      } catch {
        tell(kind, {})
      }
    })
}

export function disconnectLive() {
  source?.close()
  source = null
}

// For a component: listens until it goes away. A gap counts as an event of every kind.
export function useLive(kind: Exclude<LiveEvent, 'gap'>, listener: Listener) {
  listeners[kind].add(listener)
  const afterGap: Listener = () => listener({})
  listeners.gap.add(afterGap)
  onBeforeUnmount(() => {
    listeners[kind].delete(listener)
    listeners.gap.delete(afterGap)
  })
}
