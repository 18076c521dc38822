// Takes the pictures of the main pages for the docs from a running program:
//   BIHUAN_SERVER=http://127.0.0.1:8443 BIHUAN_PERSON=… BIHUAN_PASSWORD=… node tests/browser/pictures.mjs [docs/pictures]
// Without BIHUAN_SERVER it pictures the app beside the mock API, for looking at pages while they are made.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { mockServer, newPerson, settled, stopBrowser } from './harness.mjs'

const out = process.argv[2] ?? 'docs/pictures'
const server = process.env.BIHUAN_SERVER ? { url: process.env.BIHUAN_SERVER, stop: () => undefined } : await mockServer()
const desk = { work: '/work', cases: '/cases', file: '/cases/new', dispatch: '/dispatch', dashboard: '/dashboard', circulars: '/circulars', workflows: '/admin/workflows' }
const phone = { home: '/m', file: '/m/file', work: '/m/work', leader: '/m/leader' }
mkdirSync(out, { recursive: true })

async function shoot(kind, pages, options) {
  const { page, close } = await newPerson(options)
  if (process.env.BIHUAN_PERSON) {
    await page.goto(server.url + '/signin')
    await page.fill('#sign-person', process.env.BIHUAN_PERSON)
    await page.fill('#sign-password', process.env.BIHUAN_PASSWORD ?? '')
    await page.locator('.signin-form button').click()
    await page.waitForURL((url) => !url.pathname.includes('signin'))
  }
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(server.url + path)
    await settled(page)
    if (name === 'dashboard') await page.waitForSelector('.chart canvas')
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(out, `${kind}-${name}.png`) })
  }
  if (kind === 'desk') {
    await page.goto(server.url + '/work')
    await settled(page)
    const first = page.locator('[data-row]').first()
    if (await first.count()) {
      await first.click()
      await settled(page)
      await page.screenshot({ path: join(out, 'desk-case.png') })
    }
  }
  await close()
}
await shoot('desk', desk, {})
await shoot('dark', { work: '/work', dashboard: '/dashboard' }, { dark: true })
await shoot('phone', phone, { phone: true })
await stopBrowser()
server.stop()
