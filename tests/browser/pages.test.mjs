// Every page of the running program, light and dark, at a desk and on a phone: WCAG 2.1 A and AA by axe, a quiet console,
// the strict policy kept, nothing beyond the window's edge. Also with nothing to show, with too much, and with names as long
// as they come.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { dispatched, fire, petition } from './arrange.mjs'
import { cut, newPerson, settled, sideways, signedIn, violations } from './harness.mjs'
import { at, server } from './served.mjs'
import { realServer } from './server.mjs'

let long // a case with the longest names and the most text
let parent // the id of one with many sub-cases
before(async () => {
  const clerk = await at('clerk1')
  long = await dispatched(clerk, 'jinping', petition({ subject: '某某新材料科技股份有限公司'.repeat(9), summary: '夜间排放有明显刺激性气味的废气，影响周边居民正常生活。'.repeat(80), site: '某某某新材料科技股份有限公司东侧厂区喷涂车间'.repeat(4), types: ['大气', '水', '噪声', '固废', '土壤', '生态', '辐射', '其他'] }))
  parent = (await clerk.api('POST', '/cases', { workflow: 'campaign', fields: { subject: '固废堆场举一反三大排查', occasion: '典型案例', summary: '全区排查。', inspect_until: '2023-01-20' } })).id
  const place = { text: '松岙镇示例村', lat: 29.5, lon: 121.6, unit: 'songao' }
  await fire(clerk, parent, 'record', { found: Array.from({ length: 20 }, (_one, n) => ({ subject: `第${n + 1}号堆场`, summary: '无防渗、无围挡、无台账。'.repeat(6), place, goal: '防渗', limit_date: '2023-06-30' })) })
  await fire(clerk, parent, 'open_items')
  for (let n = 0; n < 12; ++n) await clerk.api('POST', `/cases/${long.id}/comments`, { text: '请按时限办理并上传现场照片。'.repeat(n + 1) })
  await clerk.end()
})

const office = () => ['/work', '/cases', '/cases?open=true&workflow=petition', `/cases/${long.id}`, '/cases/new', '/cases/new/petition', '/dispatch', '/search?q=%E5%99%AA%E5%A3%B0', '/inbox', '/dashboard', '/figures?month=2022-11&measure=closed', `/cases/${parent}`, '/imports', '/circulars', '/circulars/2022-11', '/me', '/about', '/nowhere']
const administration = ['/admin/units', '/admin/people', '/admin/calendars', '/admin/workflows', '/admin/workflows/petition', '/admin/workflows/new', '/admin/outbox']
const phone = () => ['/m', '/m/file', '/m/file/grid-report', '/m/file/petition', '/m/reports', '/m/work', '/m/inbox', '/m/me', '/m/nowhere']

// Every page is opened once and looked at in a large and a small window, light and dark: at most 4 looks.
const desk = [{ width: 1440, height: 900 }, { width: 390, height: 844 }]

// What is wrong with the page as it stands. The second look at one size is for the colours alone: they are all that is
// another in the dark.
async function faultsOf(page, where, colours) {
  const beyond = await sideways(page)
  return [...(await violations(page, colours)), ...(await cut(page)), ...(beyond > 0 ? [`${beyond} px beyond the window's edge`] : [])].map((one) => `${where}: ${one}`)
}

async function look(me, paths, { sizes = [me.page.viewportSize()], themes = ['light', 'dark'], url = me.server.url } = {}) {
  const wrong = []
  for (const path of paths) {
    await me.page.setViewportSize(sizes[0])
    await me.page.goto(url + path)
    await settled(me.page)
    if (/dashboard/.test(path) && me.server === server) await me.page.locator('.chart canvas').first().waitFor()
    for (const size of sizes) {
      await me.page.setViewportSize(size)
      for (const theme of themes) {
        await me.page.emulateMedia({ colorScheme: theme })
        await settled(me.page)
        wrong.push(...(await faultsOf(me.page, `${path} ${size.width} ${theme}`, theme !== themes[0])))
      }
    }
    const keys = await me.page.evaluate(() => document.body.innerText.match(/\b(nav|case|cases|figure|measure|sub|circular|looks|task|clock|field|work|me|person|unit|dash|import|file|top|error|due|date|audit|inbox|p)\.[a-z_]+(\.[a-z_]+)*\b/g)?.filter((text) => !/\.(xlsx|csv|yaml)$/.test(text)) ?? [])
    for (const key of keys) wrong.push(`${path}: a text is missing: ${key}`)
    for (const one of me.faults.splice(0)) wrong.push(`${path}: ${one}`)
  }
  await me.close()
  assert.deepEqual(wrong, [])
}

test('the office, large and small, light and dark', async () => look(await at('clerk1'), office(), { sizes: desk }))
test('administration, large and small, light and dark', async () => {
  await look(await at('sysadmin'), administration, { sizes: desk })
  await look(await at('auditor'), ['/admin/audit'], { sizes: desk })
})
test('the phone, light and dark, also on a large screen', async () => {
  const sizes = [desk[1], desk[0]]
  await look(await at('jinping_grid1', { phone: true }), phone(), { sizes })
  await look(await at('leader1', { phone: true }), ['/m', '/m/leader', `/m/cases/${long.id}`], { sizes })
})
test('the user manual, every chapter', async () => {
  await look(await at('clerk1'), ['start', 'grid-member', 'clerk', 'handler', 'leader', 'acceptance', 'administrators'].map((chapter) => '/manual/' + chapter), { sizes: desk })
  await look(await at('jinping_grid1', { phone: true }), ['/m/manual/start', '/m/manual/administrators'])
})
test('the largest letters', async () => {
  const me = await at('clerk1', { width: 1280, height: 800 })
  await me.api('PATCH', '/me', { text_size: 'huge' })
  await look(me, ['/work', '/cases', `/cases/${long.id}`, '/dispatch'], { themes: ['light'] })
  const again = await at('clerk1')
  await again.api('PATCH', '/me', { text_size: 'normal' })
  await again.end()
})
test('in English', async () => {
  const me = await at('acceptance1', { locale: 'en-US' })
  await me.api('PATCH', '/me', { language: 'en' })
  await me.go('/work')
  await me.page.getByRole('heading', { name: 'My work' }).waitFor()
  await look(me, ['/work', '/cases', `/cases/${long.id}`, '/dashboard', '/inbox'])
})
test('first start: the three administrators, then an office with nothing in it', async () => {
  const fresh = await realServer({ demo: false })
  const [link] = await fresh.heard(/http:\S+\/setup#\S+/)
  const me = await newPerson()
  await me.page.goto(link)
  for (const [index, name] of ['one', 'two', 'three'].entries()) {
    const row = me.page.locator('fieldset').nth(index)
    for (const [at, text] of [`admin_${name}`, `管理员${name}`, 'First-start-2022', 'First-start-2022'].entries()) await row.locator('input').nth(at).fill(text)
  }
  assert.deepEqual(await violations(me.page), [])
  await me.page.getByRole('button', { name: '完成设置' }).click()
  await me.page.waitForURL(/signin/)
  await settled(me.page)
  assert.deepEqual(await violations(me.page), [])
  assert.deepEqual(me.faults, [])
  await me.close()
  fresh.passwords = { admin_one: 'First-start-2022' }
  await look(await signedIn(fresh, 'admin_one'), ['/work', '/cases', '/dispatch', '/inbox', '/search?q=x', '/dashboard', '/circulars', '/imports', ...administration.filter((path) => !/petition/.test(path))], { sizes: desk })
  await look(await signedIn(fresh, 'admin_one', { phone: true }), ['/m', '/m/work', '/m/reports', '/m/inbox'])
  await fresh.stop()
})
