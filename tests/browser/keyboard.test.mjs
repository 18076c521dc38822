// Everything works by keyboard: on the pages of the fifteen tasks the Tab key reaches whatever can be used and shows where it
// is; letters and Escape do what they say. The tasks themselves by key: daily_keys.test.mjs. Against the real program.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { dispatched, handled } from './arrange.mjs'
import { byKeys } from './keys.mjs'
import { at, server } from './served.mjs'

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

test('pages are reached by letters, a dialog closes with Escape and gives the focus back', async () => {
  const clerk = await byKeys(server, 'clerk1')
  const one = await dispatched(clerk)
  await clerk.go('/work')
  for (const [keys, path] of [['gc', '/cases'], ['gd', '/dispatch'], ['gi', '/inbox'], ['gs', '/dashboard'], ['gt', '/circulars'], ['n', '/cases/new'], ['gw', '/work']]) {
    await clerk.press(...keys)
    await clerk.page.waitForURL((url) => url.pathname.startsWith(path))
  }
  await clerk.go('/cases/' + one.id)
  const opener = clerk.page.locator('.others').getByRole('button', { name: '督办' })
  await clerk.enter(opener)
  await clerk.write(clerk.page.locator('#a-note'), '写了一半')
  await clerk.press('Escape')
  await clerk.dialog().waitFor({ state: 'hidden' })
  assert.ok(await opener.evaluate((button) => button === document.activeElement), 'the focus went elsewhere')
  await clerk.press('Enter')
  assert.equal(await clerk.page.inputValue('#a-note'), '写了一半') // nothing typed is lost
  await clerk.end()
})

test('an incomplete form takes the keyboard to what is missing', async () => {
  const clerk = await byKeys(server, 'clerk1')
  await clerk.go('/cases/new/petition')
  await clerk.pick(clerk.page.locator('#n-channel'), '来信')
  await clerk.enter(clerk.button('提交登记'))
  await clerk.page.locator('#n-subject-wrong').waitFor()
  assert.equal(await clerk.page.evaluate(() => document.activeElement.id), 'n-subject')
  await clerk.end()
})
