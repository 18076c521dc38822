// What every browser test needs: Debian's Chromium, people in browsers of their own who are signed in to the real program
// (server.mjs), pages that fail on console errors and policy violations, and axe.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export const ui = fileURLToPath(new URL('../../web/ui/', import.meta.url))
const require = createRequire(ui + 'package.json')
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let browser = null
export async function startBrowser() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)
  browser ??= await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN'] })
  return browser
}
export async function stopBrowser() {
  await browser?.close()
  browser = null
}

// A person's own browser: separate storage, Beijing time, Chinese unless said otherwise. `faults` fills with what the
// pages got wrong: script errors, console errors, violations of the Content-Security-Policy.
export async function newPerson({ width = 1440, height = 900, dark = false, locale = 'zh-CN', phone = false } = {}) {
  const context = await (await startBrowser()).newContext({ viewport: phone ? { width: 390, height: 844 } : { width, height }, hasTouch: phone, isMobile: phone, deviceScaleFactor: 1, locale, timezoneId: 'Asia/Shanghai', colorScheme: dark ? 'dark' : 'light', acceptDownloads: true, reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const faults = []
  const watch = (page) => {
    page.on('pageerror', (error) => faults.push('script: ' + error.message))
    page.on('console', (message) => {
      // the browser itself notes every answer from 400 up; what the page makes of them is what the tests look at
      if (message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(message.text())) faults.push('console: ' + message.text())
    })
  }
  context.on('page', watch)
  const page = await context.newPage()
  return { context, page, faults, close: () => context.close() }
}

let named = 0
const newKey = () => `test-${process.pid}-${++named}`

// Signing in is slow on purpose (a password is hashed hard), so that a person of a server does it once and brings the
// cookie along from then on, for as long as the server takes it.
async function signIn(me, server, person) {
  server.cookies ??= new Map()
  const { request } = me.context
  if (server.cookies.has(person)) {
    await me.context.addCookies(server.cookies.get(person))
    if ((await (await request.get(server.url + '/api/v1/session')).json()).authenticated) return
    await me.context.clearCookies()
  }
  const signed = await request.post(server.url + '/api/v1/session', { data: { person, password: server.passwords[person] }, headers: { Origin: server.url } })
  assert.equal(signed.status(), 200, `${person} cannot sign in: ${await signed.text()}`)
  server.cookies.set(person, await me.context.cookies())
}

// The same, signed in to `server`. `go` opens a page, `api` asks the server as this person, `say` waits for a text,
// `press` clicks and counts, `end` closes and fails on what the pages got wrong.
export async function signedIn(server, person, options = {}) {
  const me = await newPerson(options)
  const origin = { Origin: server.url }
  await signIn(me, server, person)
  const api = async (method, path, data, version) => {
    const answer = await me.context.request.fetch(server.url + '/api/v1' + path, { method, data, headers: { ...origin, 'Idempotency-Key': newKey(), ...(version ? { 'If-Match': `"${version}"` } : {}) } })
    const text = await answer.text()
    assert.ok(answer.ok(), `${person}: ${method} ${path}: ${answer.status()} ${text}`)
    return text ? JSON.parse(text) : null
  }
  const one = {
    ...me, person, server, api, clicks: 0,
    go: async (path) => {
      await me.page.goto(server.url + path)
      await settled(me.page)
    },
    press: async (target) => {
      one.clicks += 1
      await (typeof target === 'string' ? me.page.locator(target) : target).first().click()
    },
    button: (name) => me.page.getByRole('button', { name, exact: true }),
    dialog: () => me.page.getByRole('dialog'),
    say: (text) => me.page.getByText(text).first().waitFor(),
    end: async (mostClicks = Infinity) => {
      assert.ok(one.clicks <= mostClicks, `${one.clicks} clicks, ${mostClicks} allowed`)
      assert.deepEqual(me.faults, [])
      await me.close()
    },
  }
  return one
}

// Violations of WCAG 2.1 A and AA on the page as it stands, one line each; or only of what its colours say.
export async function violations(page, colours = false) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe + ';0')
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }), colours ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
  return found.violations.flatMap((one) => one.nodes.slice(0, 4).map((node) => `${one.id}: ${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

// Words that something cuts off: text that reaches beyond the box that hides what overflows it, where neither dots say so
// nor a scroll bar gives it back.
export const cut = (page) => page.evaluate(() => {
  const hides = (style) => /hidden|clip/.test(style.overflowX)
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement
    if (!node.textContent.trim() || own.closest('.unseen, .skip, [aria-hidden=true], svg, option, script, style') || !own.getClientRects().length) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const text = range.getBoundingClientRect()
    if (!text.width) continue
    for (let box = own; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (/auto|scroll/.test(style.overflowX) || style.position === 'fixed') break
      if (!hides(style)) continue
      if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') break
      const edge = box.getBoundingClientRect()
      if (text.right > edge.right + 2 || text.left < edge.left - 2) found.push(`cut: "${node.textContent.trim().slice(0, 24)}" in ${box.tagName.toLowerCase()}.${String(box.className).split(' ')[0]}`)
      break
    }
  }
  return [...new Set(found)].slice(0, 6)
})

// Whether the page can be scrolled sideways: nothing may reach beyond the window.
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

// The page has what it asked for and has been drawn: no "loading", every picture and font there.
export async function settled(page) {
  await page.waitForFunction(() => document.readyState === 'complete' && !document.querySelector('.load') && document.querySelector('main')?.childElementCount && document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete || image.loading === 'lazy'))
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
export const photo = (name = 'site.png') => ({ name, mimeType: 'image/png', buffer: png })
