// What every browser test needs: Debian's Chromium, a page that fails on console errors and policy violations, axe, and
// a web app to look at: BIHUAN_SERVER=http://… for a running server, else the built app beside the mock API.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export const ui = fileURLToPath(new URL('../../web/ui/', import.meta.url))
const require = createRequire(ui + 'package.json')
const { chromium } = require('playwright-core')
const axe = require.resolve('axe-core/axe.min.js')

export const dist = process.env.BIHUAN_UI_DIST ?? ui + 'dist'
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
export async function mockServer(options = {}) {
  const { startMock } = await import(ui + 'mock/server.mjs')
  return startMock({ dist, ...options })
}

// A person's own browser: separate storage, Beijing time, Chinese unless said otherwise.
export async function newPerson({ width = 1440, height = 900, dark = false, locale = 'zh-CN', phone = false } = {}) {
  const context = await (await startBrowser()).newContext({ viewport: phone ? { width: 390, height: 844 } : { width, height }, hasTouch: phone, isMobile: phone, deviceScaleFactor: 1, locale, timezoneId: 'Asia/Shanghai', colorScheme: dark ? 'dark' : 'light', acceptDownloads: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push('script: ' + error.message))
  page.on('console', (message) => {
    // the browser itself notes every answer from 400 up; what the page makes of them is what the tests look at
    if (message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(message.text())) faults.push('console: ' + message.text())
  })
  return { context, page, faults, close: () => context.close() }
}

// Violations of WCAG 2.1 A and AA on the page as it stands, one line each.
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(require('node:fs').readFileSync(axe, 'utf8') + ';0')
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }))
  return found.violations.flatMap((one) => one.nodes.slice(0, 4).map((node) => `${one.id}: ${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}

// Whether the page can be scrolled sideways: nothing may reach beyond the window.
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
export const settled = async (page) => {
  await page.waitForLoadState('domcontentloaded')
  await page.waitForFunction(() => !document.querySelector('.load') && document.querySelector('main')?.childElementCount, undefined, { timeout: 15000 })
  await page.waitForTimeout(150)
}
