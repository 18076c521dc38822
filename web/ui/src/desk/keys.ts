// Keyboard shortcuts of the desk: "g" then a letter goes somewhere, single letters act. Never while typing.
import type { Router } from 'vue-router'

import type { TextKey } from '../shared/i18n'

export const shortcuts: { keys: string; text: TextKey; go?: string }[] = [
  { keys: 'g w', text: 'nav.work', go: '/work' },
  { keys: 'g c', text: 'nav.cases', go: '/cases' },
  { keys: 'g d', text: 'nav.dispatch', go: '/dispatch' },
  { keys: 'g i', text: 'nav.inbox', go: '/inbox' },
  { keys: 'g s', text: 'nav.dashboard', go: '/dashboard' },
  { keys: 'g t', text: 'nav.circulars', go: '/circulars' },
  { keys: 'n', text: 'nav.file', go: '/cases/new' },
  { keys: '/', text: 'keys.search' },
  { keys: 'j / k', text: 'keys.move' },
  { keys: 'Enter', text: 'keys.open' },
  { keys: 'x', text: 'keys.select' },
  { keys: 'a', text: 'keys.act' },
  { keys: '?', text: 'keys.help' },
]

export function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null
  return !!target && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)
}

export function installKeys(router: Router, toggleHelp: () => void): () => void {
  let first = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return
    if (event.key === '?') return toggleHelp()
    if (event.key === '/') {
      event.preventDefault()
      document.getElementById('quick-search')?.focus()
      return
    }
    const pressed = first ? first + ' ' + event.key : event.key
    const found = shortcuts.find((one) => one.go && one.keys === pressed)
    clearTimeout(timer)
    first = !first && event.key === 'g' ? 'g' : ''
    if (first) timer = setTimeout(() => (first = ''), 1200)
    if (found?.go) {
      event.preventDefault()
      void router.push(found.go)
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

// Rows that are walked with j and k: any element marked data-row holds focus itself or in its first link.
export function walkRows(event: KeyboardEvent): boolean {
  if (typing(event) || (event.key !== 'j' && event.key !== 'k')) return false
  const rows = Array.from(document.querySelectorAll<HTMLElement>('[data-row]'))
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)))]
  if (!next) return false
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
  event.preventDefault()
  return true
}
