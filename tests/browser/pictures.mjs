// Takes the pictures of the main pages for the docs from the running program with its demonstration data:
//   node tests/browser/pictures.mjs [FOLDER]        (default docs/pictures)
// It starts the program that tests/browser/run builds (BIHUAN_PROGRAM names another) with fresh data; BIHUAN_DEMO names data
// that was made before with `bihuan demo`. Nothing it does is kept.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { filed, petition } from './arrange.mjs'
import { photo, settled, signedIn, stopBrowser } from './harness.mjs'
import { realServer } from './server.mjs'

const out = process.argv[2] ?? 'docs/pictures'
mkdirSync(out, { recursive: true })
const server = await realServer()

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
const grid = await signedIn(server, 'jinping_grid1', { phone: true })
await shoot(grid, 'phone-home', '/m')
await shoot(grid, 'phone-file', '/m/file/grid-report', async (page) => {
  await page.setInputFiles('#r-before_photos', photo())
  await page.fill('#r-subject', '桥头垃圾堆放')
})
const leader = await signedIn(server, 'leader1', { phone: true })
await shoot(leader, 'phone-leader', '/m/leader')
if (open.length) await shoot(leader, 'phone-case', '/m/cases/' + open[0].id)
await stopBrowser()
await server.stop()
