// Everything works by keyboard: on the pages of the fifteen tasks the Tab key reaches whatever can be used and shows where it
// is, and whole tasks are done without a mouse. Against the real program.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { dispatched, handled, signed } from './arrange.mjs'
import { signedIn, stopBrowser } from './harness.mjs'
import { realServer } from './server.mjs'

let server
before(async () => (server = await realServer()))
after(async () => {
  await stopBrowser()
  await server.stop()
})
const at = (person, options) => signedIn(server, person, options)
const title = (one) => one.fields.find((field) => field.id === 'subject').value

// Runs in the page: notes what was reached and what did not show it.
function watch() {
  const usable = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden' && !one.disabled && one.tabIndex >= 0 && !one.closest('[aria-hidden=true], [inert]')
  const name = (one) => `${one.tagName.toLowerCase()}${one.id ? '#' + one.id : ''}.${one.className} "${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 30)}"`
  const ringed = (one) => {
    const style = getComputedStyle(one)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }
  window.reached = new Set()
  window.unseen = new Set()
  addEventListener('focusin', (event) => {
    window.reached.add(event.target)
    const around = event.target.closest('.pill, .quick, label.btn, .shot-add, .el-input__wrapper, .el-select__wrapper, .spot')
    if (event.target.tagName !== 'IFRAME' && event.target.id !== 'main' && !ringed(event.target) && !(around && (ringed(around) || around.matches('.spot')))) window.unseen.add(name(event.target))
  })
  window.usable = () => {
    const all = Array.from(document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')).filter(usable)
    // of radio buttons of one name the arrows reach the others
    return all.filter((one) => one.type !== 'radio' || one === all.find((other) => other.name === one.name))
  }
  window.missed = () => window.usable().filter((one) => !window.reached.has(one) && !(one.type === 'radio' && [...window.reached].some((other) => other.name === one.name))).map(name)
}

async function walk(me, path, ready) {
  await me.go(path)
  if (ready) await me.page.locator(ready).first().waitFor()
  await me.page.evaluate(watch)
  const presses = (await me.page.evaluate(() => window.usable().length)) + 12
  for (let n = 0; n < presses; ++n) await me.page.keyboard.press('Tab')
  return me.page.evaluate(() => ({ missed: window.missed(), unseen: [...window.unseen] })).then(({ missed, unseen }) => [...missed.map((one) => `${path}: not reached: ${one}`), ...unseen.map((one) => `${path}: focus is not seen: ${one}`)])
}

test('Tab reaches everything on the pages of the fifteen tasks, and is seen', async () => {
  const clerk = await at('clerk1')
  const handler = await at('jinping_handler')
  const one = await handled(clerk, handler)
  const wrong = []
  for (const [path, ready] of [['/work'], ['/cases?open=true&limit=5'], ['/cases/new'], ['/cases/new/petition'], ['/dispatch'], [`/cases/${one.id}`], ['/inbox'], ['/search?q=%E5%99%AA%E5%A3%B0'], ['/imports'], ['/circulars'], ['/circulars/2022-11'], ['/dashboard?month=2022-11', '.chart canvas'], ['/me'], ['/about']]) wrong.push(...(await walk(clerk, path, ready)))
  wrong.push(...(await walk(handler, `/cases/${one.id}`)))
  const admin = await at('sysadmin')
  for (const path of ['/admin/people', '/admin/units', '/admin/calendars', '/admin/workflows', '/admin/outbox']) wrong.push(...(await walk(admin, path)))
  const grid = await at('jinping_grid1', { phone: true })
  for (const path of ['/m', '/m/file/grid-report', '/m/reports', '/m/me']) wrong.push(...(await walk(grid, path)))
  for (const me of [clerk, handler, admin, grid]) await me.end()
  assert.deepEqual(wrong, [])
})

// Presses Tab until `target` has the focus.
async function tabTo(me, target) {
  const wanted = await target.first().elementHandle()
  for (let n = 0; n < 250; ++n) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return
    await me.page.keyboard.press('Tab')
  }
  assert.fail('Tab never came to it: ' + target)
}
const press = (me, key) => me.page.keyboard.press(key)
const type = (me, text) => me.page.keyboard.insertText(text)
const submit = async (me, name) => {
  await tabTo(me, me.dialog().getByRole('button', { name, exact: true }).last())
  await press(me, 'Enter')
  await me.say('已完成：' + name)
}

test('sign, extend and return without a mouse', async () => {
  const clerk = await at('clerk1')
  const one = await dispatched(clerk)
  const me = await at('jinping_handler')
  await me.go('/work')
  await tabTo(me, me.page.locator('[data-row]', { hasText: title(one) }))
  await press(me, 'Enter')
  await me.page.locator('.case h1', { hasText: title(one) }).waitFor()
  await press(me, 'a')
  await tabTo(me, me.page.locator('#now').getByRole('button', { name: /^签收/ }))
  await press(me, 'Enter')
  await me.say('已完成：签收')
  await tabTo(me, me.page.locator('.clock').getByRole('button', { name: '延期' }))
  await press(me, 'Enter')
  await me.dialog().waitFor()
  await tabTo(me, me.page.locator('#a-days'))
  await type(me, '20')
  await press(me, 'Tab')
  await type(me, '需要现场监测。')
  await submit(me, '延期')
  await tabTo(me, me.page.locator('.task').getByRole('button', { name: /^退回/ }))
  await press(me, 'Enter')
  await me.dialog().waitFor()
  await tabTo(me, me.dialog().locator('input[type=radio]'))
  await press(me, 'Space')
  await tabTo(me, me.page.locator('#a-note'))
  await type(me, '该点位属于西坞街道。')
  await submit(me, '退回')
  await me.end(0)
  await clerk.end()
})

test('a task is closed from its reminder without a mouse', async () => {
  const clerk = await at('clerk1')
  const me = await at('jinping_handler')
  const one = await signed(clerk, me)
  await clerk.api('POST', `/cases/${one.id}/supervise`, { note: '', urge_only: true }, one.version)
  await me.go('/inbox')
  await tabTo(me, me.page.locator('.mail', { hasText: one.number }).first())
  await press(me, 'Enter')
  await me.page.locator('.case h1', { hasText: title(one) }).waitFor()
  await press(me, 'a')
  await tabTo(me, me.page.locator('#now').getByRole('button', { name: /^办结反馈/ }))
  await press(me, 'Enter')
  await me.dialog().waitFor()
  await tabTo(me, me.page.locator('#a-result'))
  await type(me, '已处理完毕。')
  await submit(me, '办结反馈')
  await me.end(0)
  await clerk.end()
})

test('pages are reached by letters, a dialog closes with Escape and gives the focus back', async () => {
  const clerk = await at('clerk1')
  const one = await dispatched(clerk)
  await clerk.go('/work')
  for (const [keys, path] of [['gc', '/cases'], ['gd', '/dispatch'], ['gi', '/inbox'], ['gs', '/dashboard'], ['gt', '/circulars'], ['n', '/cases/new'], ['gw', '/work']]) {
    for (const key of keys) await press(clerk, key)
    await clerk.page.waitForURL((url) => url.pathname.startsWith(path))
  }
  await clerk.go('/cases/' + one.id)
  const opener = clerk.page.locator('.others').getByRole('button', { name: '督办' })
  await tabTo(clerk, opener)
  await press(clerk, 'Enter')
  await clerk.page.fill('#a-note', '写了一半')
  await press(clerk, 'Escape')
  await clerk.dialog().waitFor({ state: 'hidden' })
  assert.ok(await opener.evaluate((button) => button === document.activeElement), 'the focus went elsewhere')
  await press(clerk, 'Enter')
  assert.equal(await clerk.page.inputValue('#a-note'), '写了一半') // nothing typed is lost
  await clerk.end(0)
})
