// Builds the page of one case out of its row: fields, offers, clocks, tasks, evidence.
import { at, dueAt, people, unitRef, workflowOf } from './data.mjs'

const yes = { ok: true, refusal: null }
const no = (message, hint) => ({ ok: false, refusal: { code: 'not_now', message, hint } })

export function valuesOf(row) {
  const base = row.workflow === 'petition'
    ? { channel: '12345热线', title: row.title, facts: `来电人反映:${row.place.text}${row.summary},已持续多日,夜间尤为明显,希望尽快核查处理并答复。`, types: row.types, place: row.place, town: row.place.unit, happened: row.filed_at.slice(0, 10), people_count: 1, first: true, route: '31-5', distance: 120.5, claim: null, firms: [{ name: '某某有限公司', permit: '91330283MA0000000X', fine: 500000 }] }
    : row.workflow === 'grid-report' ? { class: '扬尘', place: row.place, urgency: '一般', description: row.summary, solved: false } : { title: row.title, source: '省级督察', goal: '问题整改到位并建立长效机制', place: row.place }
  return { ...base, ...row._values }
}
function offersOf(row) {
  const offer = (event, title, ask = [], required = [], refusal = null, primary = false) => ({ event, title, ask, required, targets: [], kind: 'event', primary, refusal })
  if (row.closed) return [offer('reopen', '重新办理', ['reason'], ['reason'], { code: 'closed', message: '本件已办结。', hint: '如有新的事实,请另行登记并关联本件。' })]
  if (row.workflow === 'petition') {
    const perStep = [
      [offer('accept', '受理并交办', ['route', 'town'], ['route', 'town'], null, true), offer('refuse', '不予受理', ['reason'], ['reason']), offer('merge_repeat', '认定为重复件', ['reason'], ['reason'])],
      [offer('handle', '开始办理', [], [], null, true), offer('withdraw', '信访人撤回', ['reason'], ['reason'])],
      [offer('reply', '答复', ['opinion', 'reply', 'papers'], ['opinion', 'reply'], null, true), offer('close', '办结', [], [], { code: 'guard', message: '尚未作出处理意见,不能办结。', hint: '先“答复”,再办结。' }), offer('withdraw', '信访人撤回', ['reason'], ['reason'])],
      [offer('close', '办结', ['photos'], [], null, true), offer('redo', '退回重办', ['reason'], ['reason'])],
    ]
    return perStep[row._step] ?? []
  }
  const titles = row.workflow === 'grid-report' ? ['派单', '开始处置', '反馈结果', '核实通过'] : ['认领', '提交方案', '申请验收', '销号']
  return [offer('next', titles[row._step] ?? '下一步', row._step >= 2 ? ['photos'] : [], [], null, true), offer('hold', '挂账', ['description'].filter(() => row.workflow === 'grid-report'), [])]
}
const svg = (fill, text) => 'data:image/svg+xml,' + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="${fill}"/><path d="M0 430l200-120 180 90 220-160 200 130v230H0z" fill="#0003"/><text x="40" y="80" font-size="44" fill="#fff">${text}</text></svg>`)

export function caseOf(row) {
  const workflow = workflowOf(row.workflow)
  const values = valuesOf(row)
  const open = !row.closed
  const photo = (id, purpose, fill, text, days) => ({ id, name: text + '.jpg', media_type: 'image/jpeg', bytes: 384211, purpose, field: 'photos', at: at(days, 3), by: people[3].name, url: svg(fill, text), preview_url: svg(fill, text) })
  const handling = {
    ...row.clock, started: row.received_at, first_due: row._step > 1 ? dueAt(-12) : row.clock.due, budget_text: '60 日(自然日)', law: '《信访工作条例》第三十四条',
    suspensions: row._step > 1 ? [{ from: at(-20, 1), to: at(-14, 1), reason: '委托第三方检测,等待报告', by: people[1].name }] : [],
    extensions: row._step > 1 ? [{ days: 30, reason: '案情复杂,需现场监测', by: people[1].name, approved_by: people[2].name, at: at(-12, 2) }] : [],
    request: row.id % 4 === 2 && open ? { by_days: 15, reason: '设备改造尚未完工,企业承诺月底前完成', asked_by: people[1].name } : null,
    can: { suspend: open ? yes : null, resume: row.clock.state === 'suspended' ? yes : null, extend: open ? (row._step > 1 ? no('延期只能一次,本件已延期 30 日。', '可请领导督办或说明情况。') : yes) : null, decide: row.id % 4 === 2 && open ? yes : null },
  }
  if (row.clock.state === 'suspended') handling.suspensions.push({ from: at(-2, 1), to: null, reason: '等待信访人补充材料', by: people[0].name })
  return {
    ...row, _step: undefined, _values: undefined, _history: undefined,
    definition: { hash: workflow.hash, title: workflow.title },
    fields: workflow.fields.map((field) => ({ ...field, value: values[field.id] ?? (['choices', 'photos', 'files', 'table'].includes(field.type) ? [] : field.type === 'integer' || field.type === 'number' || field.type === 'money' || field.type === 'place' || field.type === 'yes/no' || field.type === 'date' || field.type === 'time' ? null : ''), readable: true, editable: open, masked: false, personal: false })),
    parties: row.workflow === 'petition' ? [{ id: 'p1', kind: 'petitioner', title: '信访人', sealed: true, accused: false, name: '张*', phone: '138****0000', address: '奉化区******', can_open: true }, { id: 'p2', kind: 'accused', title: '被反映对象', sealed: false, accused: true, name: '某某有限公司', phone: '', address: row.place.text, can_open: false }] : [],
    offers: offersOf(row), clocks: [{ id: 'reply_acceptance', title: '受理告知', state: 'stopped', started: row.received_at, due: dueAt(-20), first_due: dueAt(-20), overdue: false, left_text: '按时完成', left_days: null, budget_text: '15 日(自然日)', law: '《信访工作条例》第二十三条', suspensions: [], extensions: [], request: null, can: { suspend: null, resume: null, extend: null, decide: null } }, handling],
    tasks: row._step === 0 ? [] : [
      { id: row.id * 10 + 1, kind: 'handle', title: '核查处理', unit: row.lead_unit, duty: 'lead', phase: row._step > 1 ? 'signed' : 'assigned', person: row._step > 1 ? people[1].name : null, assigned_at: at(-9, 1), signed_at: row._step > 1 ? at(-8, 2) : null, ended_at: null, returns: row.id % 5 === 0 ? 1 : 0, outcome: null, note: null, clock: 'handling', return_reasons: [{ code: 'not_ours', title: '不属于本单位职责' }, { code: 'not_here', title: '不在本辖区' }, { code: 'unclear', title: '情况不清,需补充' }], can: { sign: row._step === 1 ? yes : null, return: row._step === 1 ? yes : no('已签收的交办单不能退回。', '如确需退回,请联系派单人改派。'), complete: row._step > 1 && open ? yes : no('还没有签收。', '先签收。'), reassign: open ? yes : null, remove: null }, ask: ['reply', 'photos'].filter((id) => workflow.fields.some((field) => field.id === id)) },
      { id: row.id * 10 + 2, kind: 'handle', title: '配合核查', unit: unitRef('enforcement'), duty: 'co', phase: 'done', person: '辛八', assigned_at: at(-9, 1), signed_at: at(-8, 4), ended_at: at(-5, 4), returns: 0, outcome: '已现场检查,制作笔录', note: '已现场检查,制作笔录', clock: null, return_reasons: [], can: { sign: null, return: null, complete: null, reassign: null, remove: null }, ask: [] },
    ],
    approvals: row.id % 6 === 2 && open ? [{ id: 'close_out', title: '销号审批', open: true, step: 1, steps: [{ role: 'clerk', title: '信访专员' }, { role: 'leader', title: '分管领导' }], subject: '申请办结:现场已恢复,信访人表示满意', can: yes }] : [],
    attachments: row._step === 0 ? [] : [photo('a1', 'before', '#7a6a4f', '整改前-东侧', -30), photo('a2', 'before', '#6f5a52', '整改前-西侧', -30), ...(row._step > 1 ? [photo('a3', 'after', '#3f7f5a', '整改后-东侧', -3)] : []), { id: 'a4', name: '检测报告.pdf', media_type: 'application/pdf', bytes: 1843200, purpose: 'evidence', field: null, at: at(-6, 5), by: people[1].name, url: '/api/v1/cases/' + row.id + '/attachments/a4', preview_url: null }],
    links: [{ kind: 'repeat', case_id: 1003, number: '奉环信〔2026〕4号', title: '疑似重复:同一地点同类问题' }],
    documents: row._step > 0 ? [{ id: 'acceptance-notice', title: '受理告知书', number: '奉环信告〔2026〕12号', at: at(-9, 3), url: { docx: '#', pdf: '#', html: '#' } }] : [], subcases: [],
    can: { comment: yes, attach: yes, supervise: open ? yes : no('本件已办结,不能督办。'), urge: open ? yes : null, correct: yes, merge: open ? yes : null, link: yes, export: yes },
  }
}

export function historyOf(row) {
  const person = (index) => ({ person: people[index].id, name: people[index].name, unit: unitRef(people[index].unit)?.title ?? '' })
  const rows = [['CaseFiled', '登记了本件', -40, 0, {}], ['ClockStarted', '“受理告知”开始计时,15 日', -40, null, {}], ['TransitionTaken', '受理并交办:已登记 → 已交办', -36, 0, {}], ['TaskOpened', `交办给 ${row.lead_unit?.title ?? '—'}(牵头)`, -36, null, {}], ['TaskSigned', '签收了交办单', -35, 1, {}], ['ClockSuspended', '“办理时限”暂停:委托第三方检测,等待报告', -20, 1, {}], ['ClockResumed', '“办理时限”恢复', -14, 1, {}], ['ClockExtended', '“办理时限”延长 30 日,批准人:丙三', -12, 2, {}], ['AttachmentAdded', '上传了 整改后-东侧.jpg', -3, 1, {}], ['Commented', '请于本周内完成复测并上传照片。', -1, 2, {}]]
  return [...rows.slice(0, 4 + row._step * 2).map(([type, title, days, who, detail]) => ({ type, title, at: at(days, 2), actor: who === null ? null : person(who), on_behalf_of: null, detail })), ...row._history].map((one, index) => ({ seq: index + 1, ...one }))
}
