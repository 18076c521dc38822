// Every page, light and dark, at a desk and on a phone: WCAG 2.1 A and AA by axe, a quiet console, a strict policy kept,
// nothing beyond the window's edge. Also with nothing to show, and with names as long as they come.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { mockServer, newPerson, settled, sideways, stopBrowser, violations } from './harness.mjs'

const desk = ['/work', '/cases', '/cases/1002', '/cases/1005', '/cases/new', '/cases/new/petition', '/dispatch', '/search?q=%E5%99%AA%E5%A3%B0', '/inbox', '/dashboard', '/imports', '/circulars', '/circulars/c1', '/admin/units', '/admin/people', '/admin/calendars', '/admin/workflows', '/admin/workflows/petition', '/admin/workflows/new', '/admin/outbox', '/admin/audit', '/me', '/about', '/nowhere']
const phone = ['/m', '/m/file', '/m/file/grid-report', '/m/file/petition', '/m/reports', '/m/work', '/m/leader', '/m/me', '/m/cases/1002', '/m/cases/1005', '/m/inbox', '/m/nowhere']

let full
let empty
before(async () => {
  full = await mockServer()
  empty = await mockServer({ cases: 0, empty: true })
})
after(async () => {
  await stopBrowser()
  full.stop()
  empty.stop()
})

async function look(server, paths, options) {
  const { page, faults, close } = await newPerson(options)
  const wrong = []
  for (const path of paths) {
    await page.goto(server.url + path)
    await settled(page)
    if (/dashboard/.test(path)) await page.waitForSelector('.chart canvas')
    for (const one of await violations(page)) wrong.push(`${path}: ${one}`)
    const beyond = await sideways(page)
    if (beyond > 0) wrong.push(`${path}: ${beyond} px beyond the window's edge`)
    for (const one of faults.splice(0)) wrong.push(`${path}: ${one}`)
  }
  await close()
  assert.deepEqual(wrong, [])
}

test('desk, light, 1440×900', () => look(full, desk, {}))
test('desk, dark, 1440×900', () => look(full, desk, { dark: true }))
test('desk pages in a window of 390×844', () => look(full, desk, { width: 390, height: 844 }))
test('phone, light, 390×844', () => look(full, phone, { phone: true }))
test('phone, dark, 390×844', () => look(full, phone, { phone: true, dark: true }))
test('desk in English', () => look(full, ['/work', '/cases/1002', '/dashboard', '/cases/new/petition'], { locale: 'en-US' }))
test('with nothing to show', async () => {
  await look(empty, ['/work', '/cases', '/dispatch', '/search?q=x'], {})
  await look(empty, ['/m', '/m/work', '/m/leader', '/m/reports'], { phone: true })
})
test('sign-in and first start', async () => {
  const out = await mockServer({ signedIn: false })
  const fresh = await mockServer({ signedIn: false, setup: true })
  await look(out, ['/signin', '/work', '/m/signin'], {})
  await look(fresh, ['/'], {})
  out.stop()
  fresh.stop()
})
test('no page holds a text of the other language’s catalogue key', async () => {
  const { page, close } = await newPerson()
  const shown = []
  for (const path of desk) {
    await page.goto(full.url + path)
    await settled(page)
    const text = await page.evaluate(() => document.body.innerText)
    for (const match of text.matchAll(/\b(nav|case|cases|task|clock|field|work|me|person|unit|dash|import|file|top|error|due|date)\.[a-z_.]+\b/g)) shown.push(`${path}: ${match[0]}`)
  }
  await close()
  assert.deepEqual(shown, [])
})
