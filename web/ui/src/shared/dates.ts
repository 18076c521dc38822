// Dates and numbers as officials write them. The office's zone is the zone of the law's days, wherever the browser is.
import { language, t } from './i18n'

export const officeZone = 'Asia/Shanghai'
const day = 86_400_000

// The server's time: limits run by it, not by the clock of a desk or a phone. Demonstration data live in their own year.
let shift = 0
export const serverNow = () => Date.now() + shift
export function setServerTime(text: string | undefined) {
  const at = Date.parse(text ?? '')
  if (!Number.isNaN(at)) shift = Math.abs(at - Date.now()) < 2000 ? 0 : at - Date.now()
}

const formats = new Map<string, Intl.DateTimeFormat>()
function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + name
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language.value, { timeZone: officeZone, ...options })))
  return found
}

// "2026-11-23" of an instant in the office's zone; a date stays what it is.
export function civilDay(value: string | number | Date): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value
  const local = new Date(new Date(value).getTime() + 8 * 3_600_000)
  return local.toISOString().slice(0, 10)
}
export function daysBetween(from: string | number | Date, to: string | number | Date): number {
  return Math.round((Date.parse(civilDay(to)) - Date.parse(civilDay(from))) / day)
}
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * day).toISOString().slice(0, 10)
}
export function weekday(value: string): string {
  return formatter('w', { weekday: 'short' }).format(new Date(civilDay(value) + 'T04:00:00Z'))
}
export function dateText(value: string | null | undefined): string {
  if (!value) return '—'
  const text = civilDay(value)
  const [year, month, date] = text.split('-').map(Number)
  return t('date.full', { year, month, date, mm: text.slice(5, 7), dd: text.slice(8, 10) })
}
export function dayText(value: string | null | undefined, now = serverNow()): string {
  if (!value) return '—'
  const text = civilDay(value)
  if (text.slice(0, 4) !== civilDay(now).slice(0, 4)) return dateText(value)
  const [, month, date] = text.split('-').map(Number)
  return t('date.short', { month, date, mm: text.slice(5, 7), dd: text.slice(8, 10) })
}
export function timeText(value: string | null | undefined, now = serverNow()): string {
  if (!value) return '—'
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayText(value, now)
  const clock = formatter('t', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(value))
  const distance = daysBetween(now, value)
  if (distance === 0) return t('date.today_at', { time: clock })
  if (distance === -1) return t('date.yesterday_at', { time: clock })
  return t('date.at', { day: dayText(value, now), time: clock })
}
// The last day of a limit that ends at 24:00 is written as that day, not as the next one's 00:00.
export function dueText(value: string | null | undefined, now = serverNow()): string {
  if (!value) return '—'
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayText(value, now)
  const local = new Date(new Date(value).getTime() + 8 * 3_600_000)
  if (local.getUTCHours() === 0 && local.getUTCMinutes() === 0) return dayText(civilDay(local.getTime() - 8 * 3_600_000 - 1), now)
  return timeText(value, now)
}
// "2022-12" as people write it; and the months up to one, the newest first.
export const monthText = (month: string) => t('date.month', { year: month.slice(0, 4), month: Number(month.slice(5, 7)), mm: month.slice(5, 7) })
export function monthsBack(last: string, count: number): string[] {
  return Array.from({ length: count }, (_one, back) => new Date(Date.UTC(Number(last.slice(0, 4)), Number(last.slice(5, 7)) - 1 - back, 1)).toISOString().slice(0, 7))
}
export function numberText(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—'
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)
}
export function percentText(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : numberText(value * 100, 1) + '%'
}
export function moneyText(fen: number | null | undefined): string {
  return fen === null || fen === undefined ? '—' : t('money.yuan', { amount: numberText(fen / 100, 2) })
}
export function bytesText(bytes: number): string {
  if (bytes < 1024) return bytes + ' B'
  if (bytes < 1024 * 1024) return numberText(bytes / 1024) + ' kB'
  return numberText(bytes / 1024 / 1024, 1) + ' MB'
}
