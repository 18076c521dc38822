import { beforeAll, describe, expect, it } from 'vitest'

import { daysBetween, dueText, timeText } from '../src/shared/dates'
import { leftText, urgencyOf } from '../src/shared/due'
import { format, loadTexts } from '../src/shared/i18n'
import type { DueClock } from '../src/shared/types'

beforeAll(() => loadTexts(['common'], 'zh-CN'))
// 2022-07-31 09:00 in Beijing
const now = Date.parse('2022-07-31T01:00:00Z')
const clock = (due: string | null, state = 'running'): DueClock => ({ id: 'handling', title: '办理', state, due, left_text: '' })

describe('a limit', () => {
  it('that ends at 24:00 is due on that day', () => {
    expect(dueText('2022-08-01T16:00:00Z', now)).toBe('8月1日')
    expect(leftText(clock('2022-08-01T16:00:00Z'), now)).toBe('剩 1 天')
    expect(leftText(clock('2022-07-31T16:00:00Z'), now)).toBe('今天到期')
    expect(urgencyOf(clock('2022-07-31T16:00:00Z'), now)).toBe('today')
  })
  it('that has passed counts whole days', () => {
    expect(leftText(clock('2022-07-28T16:00:00Z'), now)).toBe('超期 3 天')
    expect(leftText(clock('2022-07-31T00:30:00Z'), now)).toBe('刚刚超期')
  })
  it('paused or ended is not overdue', () => {
    expect(urgencyOf(clock('2022-07-01T16:00:00Z', 'suspended'), now)).toBe('paused')
    expect(urgencyOf(clock('2022-07-01T16:00:00Z', 'stopped'), now)).toBe('done')
    expect(urgencyOf(null, now)).toBe('none')
  })
  it('shows the words of the server when it has some', () => {
    expect(leftText({ ...clock('2022-08-01T16:00:00Z'), left_text: '剩 1 个工作日' }, now)).toBe('剩 1 个工作日')
  })
})

describe('days', () => {
  it('are those of Beijing', () => {
    expect(daysBetween('2022-07-31T15:59:00Z', '2022-07-31T16:01:00Z')).toBe(1)
    expect(timeText('2022-07-31T00:05:00Z', now)).toBe('今天 08:05')
    expect(timeText('2022-07-29T16:05:00Z', now)).toBe('昨天 00:05')
    expect(timeText('2021-07-29T16:05:00Z', now)).toBe('2021年7月30日 00:05')
  })
})

describe('a text', () => {
  it('fills its places and chooses by number', () => {
    expect(format('{n|1 day|{n} days} left', { n: 1 })).toBe('1 day left')
    expect(format('{n|1 day|{n} days} left', { n: 3 })).toBe('3 days left')
    expect(format('{who}: {what}', { who: 'a' })).toBe('a: {what}')
  })
})
