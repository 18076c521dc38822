// How a due date is shown: one scale of urgency for every page, told by word, colour and mark.
import { daysBetween, serverNow } from './dates'
import { t } from './i18n'
import type { DueClock } from './types'

export type Urgency = 'overdue' | 'today' | 'soon' | 'later' | 'paused' | 'none' | 'done'

export function urgencyOf(clock: Pick<DueClock, 'state' | 'due' | 'overdue'> | null, now = serverNow()): Urgency {
  if (!clock || !clock.due) return clock?.state === 'suspended' ? 'paused' : 'none'
  if (['stopped', 'met', 'late', 'done'].includes(clock.state)) return 'done'
  if (clock.state === 'suspended') return 'paused'
  if (clock.overdue || Date.parse(clock.due) < now) return 'overdue'
  const last = Date.parse(clock.due) - 1 // a day clock ends at 24:00 of its last day
  const left = daysBetween(now, last)
  if (left <= 0) return 'today'
  return left <= 3 ? 'soon' : 'later'
}

export function leftText(clock: DueClock | null, now = serverNow()): string {
  if (!clock) return t('due.none')
  const urgency = urgencyOf(clock, now)
  if (urgency === 'done') return clock.overdue ? t('due.done_late') : t('due.done')
  if (clock.left_text) return clock.left_text
  if (urgency === 'paused') return t('due.paused')
  if (urgency === 'none') return t('due.none')
  const days = daysBetween(now, Date.parse(clock.due as string) - 1)
  if (urgency === 'overdue') return days === 0 ? t('due.just_overdue') : t('due.overdue', { n: -days })
  return days <= 0 ? t('due.today') : t('due.left', { n: days })
}
