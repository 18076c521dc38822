// What the case page and the pages of numbers offer besides the fifteen tasks: a correction, letters, links, sub-cases, tasks
// handed on in bulk, and every number opened to the cases it was counted from. Against the real program.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { dispatched, filed, fire, petition, read } from './arrange.mjs'
import { at } from './served.mjs'

const confirm = (me, name) => me.dialog().getByRole('button', { name, exact: true }).click()
const other = (me, name) => me.page.locator('.others').getByRole('button', { name, exact: true }).click()

test('a field is corrected with a reason, and the history tells it', async () => {
  const me = await at('clerk1')
  const one = await filed(me)
  await me.go('/cases/' + one.id)
  await other(me, '更正')
  await me.dialog().locator('#a-field').fill('标题')
  await me.page.getByRole('option', { name: '标题', exact: true }).click()
  await me.page.locator('[id="a-value.subject"]').fill('更正后的标题')
  await me.page.fill('#a-reason', '登记时写错。')
  await confirm(me, '更正')
  await me.say('已完成：更正')
  await me.page.locator('.case h1', { hasText: '更正后的标题' }).waitFor()
  await me.page.locator('.line', { hasText: '登记时写错。' }).waitFor()
  await me.end()
})

test('a letter that the case issued is taken as a document; its list is on the page', async () => {
  const me = await at('clerk1')
  const one = await dispatched(me)
  await me.go('/cases/' + one.id)
  const letters = me.page.locator('section', { has: me.page.locator('#h-docs') })
  const coming = me.page.waitForEvent('download')
  await letters.getByRole('link', { name: /DOCX/ }).first().click()
  const got = await coming
  assert.match(got.suggestedFilename(), /\.docx$/)
  assert.equal(readFileSync(await got.path()).subarray(0, 2).toString(), 'PK')
  await me.end()
})

test('two cases are linked, in words, and one opens the other', async () => {
  const me = await at('clerk1')
  const first = await filed(me)
  const second = await filed(me)
  await me.go('/cases/' + second.id)
  await other(me, '关联')
  await me.page.fill('#a-other', first.number)
  await me.dialog().getByText('重复件', { exact: true }).click()
  await confirm(me, '关联')
  await me.say('已完成：关联')
  const links = me.page.locator('section', { has: me.page.locator('#h-links') })
  await links.getByText('重复于').waitFor()
  await links.getByRole('link', { name: first.number }).click()
  await me.page.waitForURL('**/cases/' + first.id)
  await me.end()
})

test('several cases are handed to another unit at once, each with its result', async () => {
  const me = await at('clerk1')
  const cases = [await dispatched(me), await dispatched(me), await filed(me)]
  await me.go('/cases?workflow=petition&ids=' + cases.map((one) => one.id).join(','))
  await me.page.locator('thead input[type=checkbox]').check()
  await me.page.locator('.bulk').getByRole('button', { name: '批量改派' }).click()
  await me.page.locator('#b-unit').fill('大堰')
  await me.page.getByRole('option', { name: '大堰镇' }).click()
  await me.page.fill('#b-note', '属地更正。')
  await confirm(me, '批量改派')
  await me.say('完成 2 件，未完成 1 件。')
  await me.dialog().locator('.results li', { hasText: cases[2].number }).locator('.bad').waitFor()
  const moved = await read(me, cases[0].id)
  assert.equal(moved.tasks.find((task) => task.duty === 'lead' && !task.ended_at).unit.title, '大堰镇')
  await me.end()
})

test('a campaign shows how far its sub-cases are, and each opens', async () => {
  const me = await at('clerk1')
  const { id } = await me.api('POST', '/cases', { workflow: 'campaign', fields: { subject: '固废堆场大排查', occasion: '典型案例', summary: '全区排查固废堆场。', inspect_until: '2023-01-20' } })
  const found = ['一号堆场', '二号堆场'].map((subject, n) => ({ subject, summary: '无防渗。', place: { text: '松岙镇', lat: 29.5, lon: 121.6 + n / 10, unit: 'songao' }, goal: '防渗', limit_date: '2023-06-30' }))
  await fire(me, id, 'record', { found })
  await fire(me, id, 'open_items')
  await me.go('/cases/' + id)
  const progress = me.page.locator('section', { has: me.page.locator('#h-sub') })
  await progress.getByText('共 2 件，已办结 0 件').waitFor()
  await progress.locator('.child').nth(1).waitFor()
  await progress.locator('.child').first().getByRole('link').click()
  await me.page.locator('.case h1', { hasText: '堆场' }).waitFor()
  await me.page.getByText('上级件').waitFor()
  await me.end()
})

// What a page of a figure says it lists, and how many rows it does list.
async function listed(me) {
  await me.page.waitForURL(/\/figures\?/)
  const said = await me.page.locator('.head b.num').textContent()
  return { said: Number(/\d+/.exec(said)[0]), rows: await me.page.locator('main tbody tr').count() }
}

test('every number of the dashboard opens the cases it was counted from', async () => {
  const me = await at('clerk1')
  const address = '/dashboard?month=2022-11'
  await me.go(address)
  const figures = await me.page.locator('.figure').count()
  assert.ok(figures >= 4)
  let withCases = 0
  for (let n = 0; n < figures; ++n) {
    const figure = me.page.locator('.figure').nth(n)
    const shown = (await figure.locator('b').textContent()).trim()
    await figure.click()
    const { said, rows } = await listed(me)
    if (/^\d+$/.test(shown)) assert.equal(rows, Number(shown), `figure ${n}`)
    else if (/%/.test(shown)) {
      const [counted, , all] = await me.page.locator('.tabs .num').allTextContents()
      assert.equal((100 * counted) / all, 100 * Number(counted) / Number(all))
      assert.equal(Math.round((1000 * counted) / all) / 10, Number.parseFloat(shown), `figure ${n}: ${counted} of ${all}`)
    }
    assert.equal(rows, said)
    withCases += rows > 0
    await me.go(address)
  }
  assert.ok(withCases >= 3, 'the month has no cases')

  // a field of the heat map: so many came too late
  const late = me.page.locator('.heat button.h1, .heat button.h2, .heat button.h3, .heat button.h4').first()
  if (await late.count()) {
    const shown = Number((await late.textContent()).match(/[\d.]+$/)[0])
    await late.click()
    await me.page.waitForURL(/part=rest/)
    assert.ok((await listed(me)).rows >= shown, `${shown} were late`)
    await me.go(address)
  }
  // a chart as a table, by keyboard
  const chart = me.page.locator('section', { hasText: '收到与办结趋势' }).first()
  await chart.getByRole('button', { name: /数据表/ }).focus()
  await me.page.keyboard.press('Enter')
  const cell = chart.locator('tbody button').first()
  const count = Number((await cell.textContent()).match(/\d+$/)[0])
  await cell.focus()
  await me.page.keyboard.press('Enter')
  assert.equal((await listed(me)).rows, count)
  await me.end()
})

test('every number in the circular opens its cases', async () => {
  const me = await at('clerk1')
  await me.go('/circulars/2022-11')
  const links = me.page.locator('table.grid td a')
  const count = await links.count()
  assert.ok(count > 5, `${count} numbers`)
  const first = links.filter({ hasText: /[1-9]$/ }).first()
  const shown = (await first.textContent()).match(/[\d.]+$/)[0]
  await first.click()
  const { said, rows } = await listed(me)
  assert.equal(rows, said)
  if (/^\d+$/.test(shown)) assert.ok(said >= Number(shown))
  await me.page.locator('main tbody a').first().click()
  await me.page.locator('.case h1').waitFor()
  await me.end()
})

test('the phone lists what its person reported, from whatever device', async () => {
  const desk = await at('jinping_grid1')
  const subject = '在另一台设备上报的'
  const made = await desk.api('POST', '/cases', { workflow: 'grid-report', fields: { subject, summary: '河边焚烧。', class: '秸秆焚烧', types: ['大气'], site: '河边', place: { text: '锦屏街道河边', lat: 29.6, lon: 121.4 }, urgency: '一般', on_the_spot: false } })
  const me = await at('jinping_grid1', { phone: true })
  await me.go('/m/reports')
  await me.page.getByText(subject).first().click()
  await me.page.waitForURL(`**/m/cases/${made.id}`)
  await me.end()
  await desk.end()
})
