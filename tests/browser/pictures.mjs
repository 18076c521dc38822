// Takes the pictures of the main pages for the docs from the running program with its demonstration data:
//   node tests/browser/pictures.mjs [FOLDER]        (default docs/pictures)
// It starts the program that tests/browser/run builds (BIHUAN_PROGRAM names another) with fresh data; BIHUAN_DEMO names data
// that was made before with `bihuan demo`. Nothing it does is kept.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { filed, fire, handled, petition } from './arrange.mjs'
import { newPerson, settled, signedIn, stopBrowser } from './harness.mjs'
import { realServer } from './server.mjs'

const out = process.argv[2] ?? 'docs/pictures'
mkdirSync(out, { recursive: true })
const server = await realServer()

// A drawn scene in place of a photograph.
async function scene() {
  const me = await newPerson({ width: 640, height: 480 })
  await me.page.setContent('<body style="margin:0"><svg viewBox="0 0 640 480" width="640" height="480"><rect width="640" height="480" fill="#b9d3e0"/><path d="M0 210 160 120 300 200 470 90 640 190V480H0z" fill="#86a08a"/><path d="M0 300C180 260 420 340 640 280V480H0z" fill="#6f8f9b"/><path d="M90 480c40-120 170-170 330-150l120 150z" fill="#8a7a62"/><path d="M170 430l60-70 50 30 40-60 70 60 50-20 40 60z" fill="#5c5148"/><rect x="230" y="380" width="70" height="30" fill="#a9563f" transform="rotate(-14 230 380)"/><rect x="330" y="360" width="60" height="26" fill="#c9c2b4" transform="rotate(18 330 360)"/></svg>')
  const buffer = await me.page.screenshot({ type: 'png' })
  await me.close()
  return { name: '现场.png', mimeType: 'image/png', buffer }
}
async function shoot(me, name, path, before = async () => undefined) {
  await me.go(path)
  await before(me.page)
  await settled(me.page)
  await me.page.screenshot({ path: join(out, name + '.png') })
}
const clerk = await signedIn(server, 'clerk1')
for (const [subject, place] of [['夜间施工噪声扰民', '溪口镇示例一村'], ['餐饮油烟直排', '岳林街道样板社区'], ['河道水体发黑', '西坞街道示例二村']]) await filed(clerk, petition({ subject: place + subject, place: { text: place, lat: 29.65, lon: 121.4 }, site: place }))
const open = (await clerk.api('GET', '/cases?open=true&workflow=petition&sort=due&limit=50')).items.filter((row) => row.lead_unit)
await shoot(clerk, 'desk-work', '/work')
await shoot(clerk, 'desk-cases', '/cases?open=true')
if (open.length) await shoot(clerk, 'desk-case', '/cases/' + open[0].id)
await shoot(clerk, 'desk-dispatch', '/dispatch')
await shoot(clerk, 'desk-file', '/cases/new/petition', async (page) => {
  await page.fill('#n-subject', '溪口镇示例一村夜间施工噪声扰民')
  await page.fill('#n-summary', '每晚十点以后仍在施工，影响休息。')
  await page.fill('#n-place', '溪口镇示例一村')
  await page.locator('.repeat').first().waitFor({ timeout: 10_000 }).catch(() => undefined)
})
await shoot(clerk, 'desk-dashboard', '/dashboard', (page) => page.locator('.chart canvas').first().waitFor())
await shoot(clerk, 'desk-circular', '/circulars/2022-11', (page) => page.frameLocator('iframe').locator('body').waitFor())
await shoot(clerk, 'desk-figure', '/figures?month=2022-11&measure=close_on_time&of=close_due&dimension=unit&key=' + encodeURIComponent('锦屏街道') + '&part=all')
await shoot(clerk, 'desk-import', '/imports', async (page) => {
  const ledger = join(mkdtempSync(join(tmpdir(), 'ledger-')), '信访台账.csv')
  writeFileSync(ledger, '原编号,来源渠道,标题,概况,诉求类别,信访目的,污染类型,问题属地,被反映点位或企业,收到日期\nXF-1,来信,夜间噪声,夜间设备噪声。,检举控告,投诉举报,噪声,锦屏街道示例一村,示例厂,2022-12-01\n')
  await page.setInputFiles('input[type=file]', ledger)
  await page.locator('table').waitFor()
})
await shoot(clerk, 'desk-search', '/search?q=' + encodeURIComponent('噪声'))
await shoot(clerk, 'desk-inbox', '/inbox')
const admin = await signedIn(server, 'sysadmin')
await shoot(admin, 'admin-units', '/admin/units')
await shoot(admin, 'admin-people', '/admin/people')
await shoot(admin, 'admin-calendars', '/admin/calendars')
await shoot(admin, 'admin-workflow', '/admin/workflows/grid-report', (page) => page.getByRole('button', { name: '检查' }).click())
await shoot(await signedIn(server, 'auditor'), 'admin-audit', '/admin/audit')
await shoot(await signedIn(server, 'clerk1', { dark: true }), 'dark-work', '/work')
const english = await signedIn(server, 'clerk1', { locale: 'en-US' })
await english.api('PATCH', '/me', { language: 'en' })
// The server takes a new language to heart within seconds.
for (let told = ''; open.length && !/[a-z]/.test(told); ) told = (await english.api('GET', '/cases/' + open[0].id)).clock.left_text
await shoot(english, 'english-work', '/work')
if (open.length) await shoot(english, 'english-case', '/cases/' + open[0].id)
await english.api('PATCH', '/me', { language: 'zh-CN' })
const grid = await signedIn(server, 'jinping_grid1', { phone: true })
await shoot(grid, 'phone-home', '/m')
await shoot(grid, 'phone-file', '/m/file/grid-report', async (page) => {
  await page.setInputFiles('#r-before_photos', await scene())
  await page.locator('.shot img').waitFor()
  await page.fill('#r-subject', '桥头垃圾堆放')
})
const handler = await signedIn(server, 'jinping_handler')
for (const subject of ['南门新村夜间喷漆气味扰民', '示例菜场清晨装卸噪声']) {
  const one = await handled(clerk, handler, petition({ subject, channel: '来信' }))
  await fire(handler, one.id, 'submit_answer', { answer: '已责令整改，并于当日复查。' })
}
const unitLeader = await signedIn(server, 'jinping_leader', { phone: true })
await shoot(unitLeader, 'phone-leader', '/m/leader')
const leader = await signedIn(server, 'leader1', { phone: true })
if (open.length) await shoot(leader, 'phone-case', '/m/cases/' + open[0].id)
await stopBrowser()
await server.stop()
