// A stand-in for the server's API with invented data, for `npm run dev` and the page tests. Never part of a build.
import { adminRoutes } from './admin.mjs'
import { caseOf, historyOf, valuesOf } from './case.mjs'
import { at, dueAt, makeCases, people, roles, towns, unitRef, units, workflowOf, workflows } from './data.mjs'

const json = (body, status = 200, headers = {}) => ({ status, body, headers })
export const problem = (status, code, title, extra = {}) => ({ status, body: { type: 'about:blank', title, status, detail: title, code, ...extra }, headers: { 'content-type': 'application/problem+json' } })

export function createMock(options = {}) {
  const state = {
    cases: makeCases(options.cases ?? 96), signedIn: options.signedIn ?? true, person: options.person ?? 'clerk', requests: new Map(), calls: [], uploads: 0, streams: new Set(),
    fail: null, looks: { language: '', theme: '', text_size: '' },
    inbox: [['剩 3 天', '奉环信〔2026〕3号 办理时限将于 3 日后到期', 'warn_point', 1002], ['新交办', '奉环信〔2026〕2号 已交办给贵单位', 'task_opened', 1001], ['已逾期', '奉环信〔2026〕1号 办理时限已过', 'limit_passed', 1000], ['延期待批', '奉环改〔2026〕5号 申请延期 15 日', 'extension', 1004]].map(([title, text, kind, case_id], index) => ({ id: 50 - index, at: at(-index, 1), title, text, kind, case_id, number: '', read: index > 2 })),
  }
  state.inbox = state.inbox.filter((row) => state.cases.some((one) => one.id === row.case_id))
  state.inbox.forEach((row) => (row.number = state.cases.find((one) => one.id === row.case_id).number))
  const row = (id) => state.cases.find((one) => one.id === Number(id))
  const strip = ({ _step, _values, _history, ...rest }) => rest
  const me = () => {
    const person = people.find((one) => one.id === state.person)
    const role = person.roles[0].role
    return { person: person.id, name: person.name, unit: unitRef(person.unit), roles: person.roles.map((held) => ({ ...held, title: roles.find((one) => one.id === held.role).title, unit_title: unitRef(held.unit).title })), acting_for: role === 'clerk' ? [{ person: 'leader', name: '丙三(分管领导)', until: at(5) }] : [], ...state.looks, unread: state.inbox.filter((one) => !one.read).length, admin: { system: role === 'system_admin' || role === 'clerk', security: role === 'security_admin' || role === 'clerk', audit: role === 'audit_admin' || role === 'clerk' }, can_file: workflows.map((one) => ({ workflow: one.id, title: one.title })), must_change_password: false, landing: { grid_leader: 'grid', leader: 'leader', system_admin: 'admin' }[role] ?? 'work' }
  }
  const listed = (query) => {
    const all = (name) => query.getAll(name)
    let found = state.cases.filter((one) => {
      if (query.get('ids') && !query.get('ids').split(',').includes(String(one.id))) return false
      if (query.get('workflow') && one.workflow !== query.get('workflow')) return false
      if (all('state').length && !one.states.some((s) => all('state').includes(s.id))) return false
      if (all('unit').length && !one.units.some((u) => all('unit').includes(u.id))) return false
      if (all('type').length && !one.types.some((u) => all('type').includes(u))) return false
      if (query.get('open') === 'true' && one.closed) return false
      if (query.get('open') === 'false' && !one.closed) return false
      if (query.get('overdue') === 'true' && !one.overdue) return false
      if (query.get('q') && !(one.title + one.number).includes(query.get('q'))) return false
      return true
    })
    const sort = query.get('sort') || '-filed_at'
    const key = sort.replace('-', '')
    found = found.slice().sort((a, b) => (String(a[key] ?? '9') < String(b[key] ?? '9') ? -1 : 1) * (sort.startsWith('-') ? -1 : 1))
    const from = Number(query.get('cursor') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    return { items: found.slice(from, from + limit).map(strip), next: from + limit < found.length ? String(from + limit) : null, total: found.length }
  }
  const work = () => {
    const groups = { overdue: [], today: [], this_week: [], later: [], no_limit: [] }
    for (const one of state.cases.filter((c) => !c.closed).slice(0, 44)) {
      const left = one.clock.left_days
      const group = one.clock.state === 'suspended' ? 'no_limit' : left < 0 ? 'overdue' : left === 0 ? 'today' : left <= 6 ? 'this_week' : 'later'
      const kind = one.id % 7 === 3 ? 'approval' : one._step === 0 ? 'event' : 'task'
      groups[group].push({ kind, case: strip(one), task_id: one.id * 10 + 1, title: kind === 'approval' ? '销号审批' : one._step === 0 ? '受理并交办' : one._step === 1 ? '签收' : '办理并反馈', clock: one.clock, actions: [] })
    }
    if (options.empty) for (const name in groups) groups[name] = []
    return { groups, counts: Object.fromEntries(Object.entries(groups).map(([name, list]) => [name, list.length])) }
  }
  const changed = (one, title, type = 'Commented') => {
    one.version += 1
    one._history.push({ type, title, at: at(0, 2), actor: { person: state.person, name: me().name, unit: me().unit.title }, on_behalf_of: null, detail: {} })
    for (const stream of state.streams) stream.write(`event: case\ndata: ${JSON.stringify({ id: one.id, version: one.version })}\n\nevent: work\ndata: {}\n\n`)
    return json(caseOf(one), 200, { etag: `"${one.version}"` })
  }
  const advance = (one) => {
    const list = workflowOf(one.workflow).states
    one._step = Math.min(one._step + 1, 4)
    one.states = [list[one._step]]
    one.closed = one._step === 4
    if (one.closed) Object.assign(one.clock, { state: 'stopped', overdue: false })
  }

  const routes = [
    ['GET', '/session', () => json({ authenticated: state.signedIn, setup_needed: !!options.setup, demo: true, server_time: at(0), languages: ['zh-CN', 'en'], version: '0.1.0' })],
    ['POST', '/session', (r) => {
      if (r.body.password === 'wrong') return problem(401, 'bad_credentials', '用户名或密码不对。')
      state.signedIn = true
      if (people.some((one) => one.id === r.body.person)) state.person = r.body.person
      return json(me())
    }],
    ['DELETE', '/session', () => ((state.signedIn = false), json(undefined, 204))],
    ['POST', '/setup', () => ((options.setup = false), json(undefined, 204))],
    ['GET', '/me', () => json(me())],
    ['PATCH', '/me', (r) => (Object.assign(state.looks, r.body), json(me()))],
    ['POST', '/me/totp', () => json({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Bihuan:clerk?secret=JBSWY3DPEHPK3PXP' })],
    ['GET', '/me/tokens', () => json({ items: [{ id: 't1', name: '台账同步', scopes: ['read'], expires_at: at(90) }], next: null, total: 1 })],
    ['POST', '/me/tokens', () => json({ id: 't2', token: 'bht_example_only_once' }, 201)],
    ['GET', '/me/absences', () => json({ items: [{ id: 'ab1', deputy: 'handler', from: at(3).slice(0, 10), to: at(9).slice(0, 10), reason: '培训' }], next: null, total: 1 })],
    ['GET', '/work', () => json(work())],
    ['GET', '/cases', (r) => json(options.empty ? { items: [], next: null, total: 0 } : listed(r.query))],
    ['POST', '/cases/duplicates', (r) => json({ items: String(r.body.fields?.title ?? r.body.fields?.place?.text ?? '').length > 3 ? state.cases.slice(0, 2).map((one, index) => ({ case: strip(one), score: 0.9 - index * 0.2, reasons: ['同一地点 200 米内', '诉求文字相近'] })) : [] })],
    ['POST', '/cases/bulk', (r) => json({ results: r.body.ids.map((id) => (row(id).closed ? { id, number: row(id).number, ok: false, refusal: { code: 'closed', message: '本件已办结。' } } : { id, number: row(id).number, ok: true, refusal: null })) })],
    ['POST', '/cases', (r) => {
      const workflow = workflowOf(r.body.workflow)
      const missing = workflow.fields.filter((field) => field.required && workflow.filing.includes(field.id) && (r.body.fields[field.id] === undefined || r.body.fields[field.id] === '' || r.body.fields[field.id]?.length === 0))
      if (missing.length) return problem(422, 'fields', '有几项没有填好。', { fields: missing.map((field) => ({ pointer: '/fields/' + field.id, code: 'required', message: `请填写“${field.title}”。` })) })
      const made = { ...makeCases(1)[0], id: 1000 + state.cases.length, number: `奉新〔2026〕${state.cases.length + 1}号`, title: r.body.fields.title ?? r.body.fields.description ?? r.body.fields.class, workflow: workflow.id, workflow_title: workflow.title, states: [workflow.states[0]], _step: 0, _values: r.body.fields, place: r.body.fields.place ?? null, closed: false, overdue: false, lead_unit: null, units: [], filed_at: at(0), clock: { id: 'handling', title: '受理告知', state: 'running', due: dueAt(15), left_text: '', left_days: 15, overdue: false }, due: dueAt(15), version: 1, _history: [] }
      state.cases.push(made)
      return json(caseOf(made), 201, { etag: '"1"', location: '/api/v1/cases/' + made.id })
    }],
    ['GET', '/cases/:id', (r) => (row(r.id) ? json(caseOf(row(r.id)), 200, { etag: `"${row(r.id).version}"` }) : problem(404, 'not_found', '没有这件。'))],
    ['GET', '/cases/:id/history', (r) => json({ items: historyOf(row(r.id)), next: null, total: null })],
    ['GET', '/cases/:id/diagram.svg', (r) => ({ status: 200, raw: diagram(row(r.id)), headers: { 'content-type': 'image/svg+xml' } })],
    ['POST', '/cases/:id/events', (r) => {
      const one = row(r.id)
      const offer = caseOf(one).offers.find((o) => o.event === r.body.event)
      if (!offer) return problem(409, 'no_transition', '现在不能这样做。')
      if (offer.refusal) return problem(422, offer.refusal.code, offer.refusal.message, { hint: offer.refusal.hint })
      const lacking = offer.required.filter((id) => !valuesOf({ ...one, _values: { ...one._values, ...r.body.fields } })[id] || (r.body.fields[id] ?? '') === '')
      if (lacking.length) return problem(422, 'fields', '有几项没有填好。', { fields: lacking.map((id) => ({ pointer: '/fields/' + id, code: 'required', message: '请填写。' })) })
      Object.assign(one._values, r.body.fields)
      if (r.body.fields.town) Object.assign(one, { lead_unit: unitRef(r.body.fields.town), units: [unitRef(r.body.fields.town)] })
      advance(one)
      return changed(one, offer.title, 'TransitionTaken')
    }],
    ['POST', '/cases/:id/tasks/:task/:verb', (r) => {
      const one = row(r.id)
      if (r.verb !== 'reassign') advance(one)
      if (r.verb === 'return') { one._step = 0; one.states = [workflowOf(one.workflow).states[0]] }
      return changed(one, '交办单:' + r.verb, 'Task')
    }],
    ['POST', '/cases/:id/clocks/:clock/:verb', (r) => {
      const one = row(r.id)
      if (r.verb === 'suspend') one.clock.state = 'suspended'
      if (r.verb === 'resume') one.clock.state = 'running'
      return changed(one, '时限:' + r.verb, 'Clock')
    }],
    ['POST', '/cases/:id/approvals/:approval', (r) => changed(row(r.id), r.body.approve ? '同意' : '不同意', 'ApprovalGiven')],
    ['POST', '/cases/:id/comments', (r) => changed(row(r.id), r.body.text)],
    ['POST', '/cases/:id/supervise', (r) => ((row(r.id).supervised = true), changed(row(r.id), '督办:' + r.body.note, 'Supervised'))],
    ['POST', '/cases/:id/link', (r) => changed(row(r.id), '关联')],
    ['POST', '/cases/:id/merge', (r) => changed(row(r.id), '并案')],
    ['PATCH', '/cases/:id/fields', (r) => ((row(r.id)._values[r.body.field] = r.body.value), changed(row(r.id), '更正', 'FieldCorrected'))],
    ['POST', '/cases/:id/parties/:party/open', () => json({ name: '张示例', phone: '13800000000', address: '奉化区示例路 1 号' })],
    ['POST', '/cases/:id/attachments', (r) => changed(row(r.id), '上传了附件', 'AttachmentAdded')],
    ['POST', '/uploads', (r) => json({ id: 'u' + ++state.uploads, hash: 'h', bytes: r.size, media_type: r.request.headers['content-type'] }, 201)],
    ['GET', '/search', (r) => json({ items: listed(new URLSearchParams({ q: r.query.get('q') ?? '' })).items.slice(0, 20).map((one) => ({ case: one, snippet: [{ text: '…反映:', hit: false }, { text: r.query.get('q'), hit: true }, { text: ',夜间尤为明显,希望尽快核查处理…', hit: false }], score: 1 })), next: null, total: 20 })],
    ['GET', '/inbox', (r) => json({ items: r.query.get('unread') === 'true' ? state.inbox.filter((one) => !one.read) : state.inbox, next: null, total: state.inbox.length })],
    ['POST', '/inbox/read_all', () => (state.inbox.forEach((one) => (one.read = true)), json(undefined, 204))],
    ['POST', '/inbox/:id/read', (r) => ((state.inbox.find((one) => one.id === Number(r.id)).read = true), json(undefined, 204))],
    ['GET', '/units', () => json({ items: units, next: null, total: units.length })],
    ['GET', '/people', () => json({ items: people, next: null, total: people.length })],
    ...adminRoutes(state, { json, problem, row, strip, towns }),
  ]

  async function handle(request, response) {
    const url = new URL(request.url, 'http://x')
    const path = decodeURIComponent(url.pathname.replace(/^\/api\/v1/, ''))
    if (path === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: ping\ndata: {}\n\n')
      state.streams.add(response)
      request.on('close', () => state.streams.delete(response))
      return
    }
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    const call = { request, query: url.searchParams, size: bytes.length, body: {} }
    if (/json/.test(request.headers['content-type'] ?? '') && bytes.length) call.body = JSON.parse(bytes)
    state.calls.push({ method: request.method, path, key: request.headers['idempotency-key'] })
    const answer = find(request.method, path, call)
    if (answer.raw !== undefined) {
      response.writeHead(answer.status, answer.headers)
      response.end(answer.raw)
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  }
  function find(method, path, call) {
    const forced = state.fail?.(method, path)
    if (forced) return forced
    if (!state.signedIn && !['/session', '/setup'].includes(path)) return problem(401, 'not_signed_in', '请先登录。')
    const key = method === 'GET' ? null : call.request.headers['idempotency-key']
    if (key && state.requests.has(key)) return state.requests.get(key)
    for (const [verb, pattern, answer] of routes) {
      if (verb !== method) continue
      const match = new RegExp('^' + pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)') + '$').exec(path)
      if (!match) continue
      const expected = call.request.headers['if-match']
      const target = match.groups?.id && path.startsWith('/cases/') ? row(match.groups.id) : null
      if (expected && target && expected !== `"${target.version}"`) return problem(409, 'version_conflict', '别人刚改动过本件。', { hint: '看看新的内容,再决定。' })
      const given = answer({ ...call, ...match.groups })
      if (key && given.status < 300) state.requests.set(key, given)
      return given
    }
    return method === 'GET' ? problem(404, 'not_found', '没有这个地址。') : json(undefined, 204)
  }
  return { handle, state }
}

function diagram(one) {
  const list = workflowOf(one.workflow).states
  const boxes = list.map((state, index) => {
    const lit = state.id === one.states[0].id
    return `<g transform="translate(${20 + index * 150} 30)"><rect width="116" height="44" rx="8" fill="${lit ? '#0b6b57' : '#fff'}" stroke="#0b6b57"/><text x="58" y="27" text-anchor="middle" font-size="14" fill="${lit ? '#fff' : '#15201c'}">${state.title}</text>${index ? '<path d="M-34 22h28m-7-5l7 5-7 5" fill="none" stroke="#5f6d67"/>' : ''}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 104" width="760" height="104" font-family="sans-serif"><rect width="760" height="104" fill="#fff"/>${boxes.join('')}</svg>`
}
