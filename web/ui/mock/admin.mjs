// The mock's routes for statistics, circulars, imports and administration.
import { at, people, pick, random, towns, workflowOf, workflows } from './data.mjs'

const page = (items) => ({ items, next: null, total: items.length })

function statistics(state, query) {
  const by = query.get('by')
  const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`).slice(0, 11)
  const rows = {
    month: () => months.map((month, index) => ({ key: month, title: month, values: { filed: 60 + Math.round(40 * Math.sin(index / 2) + index * 3), closed: 55 + Math.round(36 * Math.sin(index / 2.2) + index * 3), last_year: 78 + Math.round(30 * Math.cos(index / 2)), on_time_rate: 0.9 + 0.08 * Math.sin(index), satisfaction: 0.86 + 0.1 * Math.cos(index / 3) }, filter: { filed_from: month + '-01', filed_to: month + '-28' } })),
    type: () => ['大气', '水', '噪声', '固废', '土壤', '生态', '辐射', '其他'].map((type, index) => ({ key: type, title: type, values: { filed: [210, 132, 168, 64, 12, 20, 4, 31][index] }, filter: { type } })),
    unit: () => towns.map((town) => ({ key: town.id, title: town.title, values: { filed: 20 + Math.round(random() * 60), closed: 18 + Math.round(random() * 40), overdue: Math.round(random() * 5), on_time_rate: 0.8 + random() * 0.2, satisfaction: 0.75 + random() * 0.25, repeat_rate: random() * 0.2 }, filter: { unit: town.id } })),
    channel: () => ['12345热线', '12369平台', '来信', '来访', '网络', '网格'].map((title) => ({ key: title, title, values: { filed: Math.round(20 + random() * 200) }, filter: { 'fields.channel': title } })),
    state: () => workflowOf('petition').states.map((one) => ({ key: one.id, title: one.title, values: { filed: Math.round(10 + random() * 60) }, filter: { state: one.id } })),
    place: () => state.cases.filter((one) => one.place).slice(0, 70).map((one) => ({ key: String(one.id), title: one.place.text, values: { filed: 1 + Math.round(random() * 6), lat: one.place.lat, lon: one.place.lon, overdue: one.overdue ? 1 : 0 }, filter: { place: one.place.text } })),
  }
  return { rows: (rows[by] ?? rows.month)() }
}

const source = `workflow: petition
title: 环境信访件
number: "奉环信〔{year}〕{seq}号"
effective: {from: 2022-05-01}
calendar: cn
fields:
  channel: {title: 来源渠道, type: choice, of: [12345热线, 12369平台, 来信, 来访, 网络, 网格], required: true}
  types:   {title: 污染类型, type: choices, of: [大气, 水, 噪声, 固废]}
roles:
  clerk:   {title: 信访专员}
clocks:
  handling: {title: 办理, budget: 60d, count: calendar, law: 第三十四条, warn: [15d, 7d, 1d]}
initial: registered
states:
  registered:
    title: 已登记
    on:
      accept: {to: handling, by: clerk}
  handling:
    title: 办理中
    start: [handling]
`

export function adminRoutes(state, { json, row, strip }) {
  const circular = { id: 'c1', month: '2026-10', workflow: 'petition', state: 'draft', state_title: '起草', number: null, revision: 2, version: 4, next_steps: '一是紧盯超期件,逐件明确责任人和办结时间。\n二是对重复投诉点位开展联合检查。', cases: [], sections: ['总体情况', '镇街情况', '部门情况', '热点领域与区域', '重复信访与积案', '典型案例', '下步要求'].map((title, index) => ({ id: 's' + index, title: '一二三四五六七'[index] + '、' + title, text: `10月份全区共受理环境信访件 ${86 - index * 7} 件,同比下降 ${12.5 - index}%,环比上升 3.1%。1—10月累计受理 ${800 - index * 60} 件,同比下降 10.4%,达到年度下降 10% 的目标。`, edited: index === 2 })), tables: [{ id: 't1', title: '表1 各镇(街道)信访情况', columns: ['单位', '本月件数', '上年同月', '同比%', '按期办结率', '满意率'], rows: towns.map((town) => [town.title, String(4 + Math.round(random() * 12)), String(5 + Math.round(random() * 12)), (random() * 40 - 25).toFixed(1), '96.0%', '91.2%']) }], charts: [], suggestions: state.cases.slice(0, 6).map(strip), offers: [{ event: 'submit', title: '送审', ask: [], required: [], targets: [], kind: 'event', primary: true, refusal: null }, { event: 'issue', title: '印发', ask: [], required: [], targets: [], kind: 'event', primary: false, refusal: { code: 'guard', message: '还没有审核通过。', hint: '先送审。' } }] }
  const imported = { id: 'i1', profile: null, rows: 128, columns: [['信访件编号', 'number', 'XF20260001'], ['姓名', 'petitioner.name', '张*'], ['住址', 'petitioner.address', '岳林街道'], ['内容分类', 'types', '大气'], ['登记日期', 'received_at', '2026-10-08'], ['概况', 'facts', '夜间施工噪声'], ['信访形式', 'channel', '网络'], ['备注', null, '']].map(([heading, suggested, sample]) => ({ heading, suggested, sample })) }
  const days = (year) => [[`${year}-01-01`, 'off', '元旦'], [`${year}-02-17`, 'off', '春节'], [`${year}-02-18`, 'off', '春节'], [`${year}-02-14`, 'work', '春节'], [`${year}-04-05`, 'off', '清明节'], [`${year}-05-01`, 'off', '劳动节'], [`${year}-10-01`, 'off', '国庆节'], [`${year}-10-02`, 'off', '国庆节'], [`${year}-10-10`, 'work', '国庆节']].map(([date, kind, holiday]) => ({ date, kind, holiday }))
  return [
    ['GET', '/statistics', (r) => json(statistics(state, r.query))],
    ['GET', '/dashboards/overview', () => json({ month: '2026-11', figures: [{ id: 'filed', title: '本月受理', value: 86, change: -0.125, filter: { filed_from: '2026-11-01' } }, { id: 'open', title: '在办', value: 143, change: null, filter: { open: 'true' } }, { id: 'overdue', title: '超期', value: 7, change: 0.4, filter: { overdue: 'true' } }, { id: 'on_time_rate', title: '按期办结率', value: 0.964, rate: true, change: 0.012, filter: { open: 'false' } }, { id: 'satisfaction', title: '满意率', value: 0.912, rate: true, change: -0.004, filter: { open: 'false' } }, { id: 'target', title: '累计同比', value: -0.104, rate: true, change: null, filter: {} }], heat: towns.map((town) => ({ unit: town.id, title: town.title, months: Array.from({ length: 11 }, (_, index) => ({ month: `2026-${String(index + 1).padStart(2, '0')}`, overdue: Math.floor(random() * random() * 9) })) })) })],
    ['GET', '/workflows', () => json(page(workflows.map(({ fields, filing, parties, ...rest }) => ({ ...rest, open_cases: state.cases.filter((one) => one.workflow === rest.id && !one.closed).length }))))],
    ['GET', '/workflows/:id', (r) => {
      const { fields, filing, parties, ...rest } = workflowOf(r.id)
      return json({ ...rest, source, form: { fields: fields.filter((field) => filing.includes(field.id)), parties }, events: [{ id: 'accept', title: '受理并交办' }, { id: 'reply', title: '答复' }], roles: [{ id: 'clerk', title: '信访专员' }], clocks: [{ id: 'handling', title: '办理' }], problems: [], open_cases: 12 })
    }],
    ['GET', '/workflows/:id/diagram.svg', (r) => ({ status: 200, headers: { 'content-type': 'image/svg+xml' }, raw: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 104" width="760" height="104" font-family="sans-serif"><rect width="760" height="104" fill="#fff"/>${workflowOf(r.id).states.map((one, index) => `<g transform="translate(${20 + index * 150} 30)"><rect width="116" height="44" rx="8" fill="#fff" stroke="#0b6b57"/><text x="58" y="27" text-anchor="middle" font-size="14">${one.title}</text></g>`).join('')}</svg>` })],
    ['POST', '/workflows/check', (r) => json({ problems: /states:/.test(r.body.source) ? [{ file: 'workflow.yaml', line: 19, column: 3, severity: 'warning', code: 'dead_end', message: '状态“办理中”没有出口。', hint: '加一个转移,或把它设为终态。', path: ['registered', 'handling'] }] : [{ file: 'workflow.yaml', line: 1, column: 1, severity: 'error', code: 'schema', message: '缺少 states。', hint: '至少写一个状态。', path: null }], diagram: null })],
    ['POST', '/workflows/diff', () => json({ items: [{ kind: 'changed', what: 'clock', id: 'handling', before: '60d', after: '45d' }, { kind: 'added', what: 'state', id: 'review', before: null, after: '复查' }] })],
    ['GET', '/calendars', () => json(page([{ name: 'cn', title: '中国法定节假日', years: [2022, 2023, 2024, 2025, 2026], provisional: [2027] }]))],
    ['GET', '/calendars/:name', (r) => json({ name: 'cn', year: Number(r.query.get('year') ?? 2026), provisional: r.query.get('year') === '2027', days: r.query.get('year') === '2027' ? [] : days(r.query.get('year') ?? 2026) })],
    ['GET', '/admin/outbox', () => json(page([{ id: 'o1', kind: 'mail', to: 'clerk@example.invalid', title: '剩 3 天', state: 'dead', attempts: 8, last_error: 'connection refused', next_at: null, created_at: at(-1) }, { id: 'o2', kind: 'webhook', to: 'https://hook.example.invalid', title: 'case', state: 'pending', attempts: 2, last_error: 'timeout', next_at: at(0, 9), created_at: at(0) }]))],
    ['GET', '/audit', () => json(page(Array.from({ length: 40 }, (_, index) => ({ seq: 900 - index, at: at(-Math.floor(index / 8), 9 - (index % 8)), person: pick(people).name, type: pick(['signed_in', 'case_read', 'party_opened', 'role_granted', 'export_made']), case_id: index % 3 ? 1000 + index : null, number: index % 3 ? row(1000 + index).number : null, title: pick(['登录', '查看了案件', '查看了信访人信息:电话答复', '授予角色:承办人', '导出台账']), address: '10.0.0.' + index }))))],
    ['GET', '/audit/verify', () => json({ ok: true, cases: state.cases.length, events: 4210, checkpoint: at(-1), problems: [] })],
    ['GET', '/circulars', () => json(page([{ id: 'c1', month: '2026-10', workflow: 'petition', title: '信访月度通报', state: 'draft', state_title: '起草', number: null, revision: 2, issued_at: null }, { id: 'c0', month: '2026-09', workflow: 'petition', title: '信访月度通报', state: 'issued', state_title: '已印发', number: '奉环发〔2026〕9号', revision: 1, issued_at: at(-48) }]))],
    ['POST', '/circulars', () => json(circular, 201)],
    ['GET', '/circulars/:id', () => json(circular)],
    ['PATCH', '/circulars/:id', (r) => {
      circular.version += 1
      for (const section of r.body.sections ?? []) Object.assign(circular.sections.find((one) => one.id === section.id), { text: section.text, edited: true })
      return json(circular)
    }],
    ['POST', '/circulars/:id/events', () => json(Object.assign(circular, { state: 'review', state_title: '送审' }))],
    ['GET', '/circulars/:id/file.html', () => ({ status: 200, headers: { 'content-type': 'text/html' }, raw: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>通报</title></head><body><h1>关于2026年10月全区环境信访情况的通报</h1>${circular.sections.map((one) => `<h2>${one.title}</h2><p>${one.text}</p>`).join('')}</body></html>` })],
    ['POST', '/imports', () => json(imported, 201)],
    ['GET', '/imports/:id', () => json({ ...imported, state: 'done', done: 121, total: 121, created: 118, skipped: 3 })],
    ['PUT', '/imports/:id', () => json({ problems: [{ row: 4, column: '登记日期', code: 'date', message: '“2026-13-08”不是日期。' }, { row: 17, column: '内容分类', code: 'choice', message: '“气味”不在可选项里。' }], good: 121, bad: 4, duplicates: 3 })],
    ['POST', '/imports/:id/run', () => json({ state: 'done', done: 121, total: 121, created: 118, skipped: 3 })],
    ['GET', '/import-profiles', () => json(page([{ id: 'province', title: '省信访系统导出表' }]))],
    ['POST', '/people/:id/reset', () => json({ link: 'https://localhost/#reset=example' })],
  ]
}
