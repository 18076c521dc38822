// node check.mjs BUILD: see run.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const build = resolve(process.argv[2])
const root = resolve('../..')
const folder = mkdtempSync(join(tmpdir(), 'bihuan-openapi-'))
let passed = 0
let failed = 0

function check(name, problems) {
  if (problems.length === 0) {
    passed += 1
    return
  }
  failed += 1
  console.log(`failed: ${name}`)
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`)
}

// The document as the program itself serves it, from an empty data folder.
async function served() {
  const server = spawn(join(build, 'cli/bihuan'), ['serve', '--data', join(folder, 'data'), '--port', '0'])
  try {
    const origin = await new Promise((done, give_up) => {
      let output = ''
      const look = bytes => {
        output += bytes
        const found = /listening address=(http:\/\/[0-9.:]+)/.exec(output)
        if (found) done(found[1])
      }
      server.stdout.on('data', look)
      server.stderr.on('data', look)
      server.on('exit', code => give_up(new Error(`the server ended with ${code}: ${output}`)))
    })
    const answer = await fetch(`${origin}/api/v1/openapi.json`)
    return await answer.json()
  } finally {
    const over = new Promise(done => server.once('exit', done))
    server.kill('SIGTERM')
    await over
  }
}

function lint(document) {
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(document, null, 1))
  const lint = spawnSync('node_modules/.bin/redocly', ['lint', file, '--config', 'redocly.yaml', '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (!lint.stdout.trim().startsWith('{')) return [`the linter did not run: ${lint.stdout}${lint.stderr}`]
  return JSON.parse(lint.stdout).problems.map(problem => {
    const where = problem.location?.[0]?.pointer ?? ''
    return `${problem.severity} ${problem.ruleId} ${where}: ${problem.message}`
  })
}

// What the API tests were answered: {operation, path, status, type, body}.
function recorded() {
  const file = join(folder, 'answers.jsonl')
  const run = spawnSync(join(build, 'tests/test_served'), ['[scenes]~[attack]'], {
    cwd: root,
    env: { ...process.env, BIHUAN_RECORD: file },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  check('the scenes pass', run.status === 0 ? [] : [run.stdout.slice(-3000)])
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line))
}

function operations(document) {
  const all = new Map()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      all.set(operation.operationId, { operation, pointer: `/paths/${escaped(path)}/${method}` })
    }
  }
  return all
}

const escaped = text => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'))

class Judge {
  constructor(document) {
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
    addFormats(this.ajv)
    this.ajv.addFormat('int64', true)
    this.ajv.addSchema({ $id: 'document', ...document })
    this.operations = operations(document)
    this.compiled = new Map()
  }

  // What is wrong with an answer; nothing when it is as the document says.
  problems({ operation, status, type, body }) {
    const known = this.operations.get(operation)
    if (!known) return [`no operation ${operation}`]
    // What has not changed since the client's copy: of HTTP, not of an operation.
    if (status === 304) return body === null ? [] : ['a body with 304']
    const key = [String(status), `${String(status)[0]}XX`].find(one => known.operation.responses[one])
    if (!key) return [`no answer ${status}`]
    const content = known.operation.responses[key].content
    if (!content) return body === null && !type ? [] : ['a body where none is']
    const media = Object.keys(content).find(one => one === 'application/octet-stream' || one === type || one === type.split(';')[0])
    if (!media) return [`${type} is not among ${Object.keys(content)}`]
    if (!/^application\/(problem\+)?json$/.test(type)) return []
    const pointer = `document#${known.pointer}/responses/${key}/content/${escaped(media)}/schema`
    if (!this.compiled.has(pointer)) this.compiled.set(pointer, this.ajv.compile({ $ref: pointer }))
    const validate = this.compiled.get(pointer)
    return validate(body) ? [] : validate.errors.map(error => `${error.instancePath} ${error.message}`)
  }
}

// A check that cannot fail is none: a good answer, spoilt, must be refused.
function spoilt(judge, answers) {
  const problems = []
  const good = answers.find(one => one.operation === 'read_case' && one.status === 200)
  if (!good) return ['no case was read']
  for (const [name, body] of Object.entries({
    'without its number': { ...good.body, number: undefined },
    'with a number for a title': { ...good.body, title: 1 },
    'with states that are none': { ...good.body, states: 'reported' },
  })) {
    if (judge.problems({ ...good, body: JSON.parse(JSON.stringify(body)) }).length === 0) problems.push(name)
  }
  if (judge.problems({ ...good, type: 'text/html' }).length === 0) problems.push('as text/html')
  return problems
}

try {
  const document = await served()
  check('Redocly finds nothing', lint(document))
  const answers = recorded()
  const judge = new Judge(document)
  for (const [operation, { operation: described }] of judge.operations) {
    if (described.tags.includes('web app')) continue  // tests/ui, tests/browser
    const own = answers.filter(one => one.operation === operation)
    const problems = new Set(own.flatMap(one => judge.problems(one).map(problem => `${one.path} ${one.status}: ${problem}`)))
    if (!own.some(one => one.status < 300)) problems.add('was never answered with success')
    check(`answers of ${operation}`, [...problems])
  }
  check('answers belong to the document', answers.filter(one => !judge.operations.has(one.operation)).map(one => one.operation))
  check('spoilt answers are refused', spoilt(judge, answers))
  console.log(`${answers.length} answers checked`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
