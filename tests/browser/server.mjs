// The real program for the browser tests: `bihuan serve` on a free port of this machine with a copy of the demonstration
// data (made once a run), stopped with the test. BIHUAN_PROGRAM names the program; tests/browser/run builds it.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const program = process.env.BIHUAN_PROGRAM ?? join(root, 'build/browser/cli/bihuan')

// Data for every test file of a run; BIHUAN_DEMO names a folder that was made before.
function demonstration(folder) {
  const made = process.env.BIHUAN_DEMO
  if (made) {
    cpSync(made, join(folder, 'data'), { recursive: true })
    return cpSync(made + '-keys', join(folder, 'data-keys'), { recursive: true })
  }
  const done = spawnSync(program, ['demo', '--data', join(folder, 'data'), '--scale', '0.05'], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error('bihuan demo failed: ' + done.stderr)
}

// The sign-ins that the demonstration made: person -> password.
function signIns(folder) {
  const file = join(folder, 'data', 'sign-ins.txt')
  if (!existsSync(file)) return {}
  return Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split('\t')).map(([, person, password]) => [person, password]))
}

export class Server {
  constructor(folder, demo) {
    Object.assign(this, { folder, demo, port: 0, url: '', said: '', waiting: [], child: null, passwords: signIns(folder) })
  }
  // Resolves when the program says that it listens; a second start takes the port of the first.
  start() {
    const child = (this.child = spawn(program, ['serve', '--data', join(this.folder, 'data'), '--port', String(this.port), ...(this.demo ? ['--demo'] : [])], { env: { ...process.env, BIHUAN_LIMITS_SIGN_INS_PER_MINUTE: '10000', BIHUAN_LIMITS_REQUESTS_PER_MINUTE: '1000000', BIHUAN_SERVER_STOP_SECONDS: '2' } }))
    this.said = ''
    return new Promise((ready, failed) => {
      const hear = (bytes) => {
        this.said += bytes
        this.waiting.forEach((look) => look())
        const found = /listening address=(http:\/\/[\d.]+:(\d+))/.exec(this.said)
        if (!found) return
        this.url = found[1]
        this.port = Number(found[2])
        ready(this)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('exit', (code) => failed(new Error(`bihuan serve ended with ${code}: ${this.said}`)))
    })
  }
  // What the program printed that fits `pattern`, when it has.
  heard(pattern) {
    return new Promise((found) => {
      const look = () => pattern.test(this.said) && found(pattern.exec(this.said))
      this.waiting.push(look)
      look()
    })
  }
  halt() {
    const child = this.child
    if (!child || child.exitCode !== null) return Promise.resolve()
    return new Promise((ended) => {
      child.once('exit', ended)
      child.kill('SIGTERM')
    })
  }
  async stop() {
    await this.halt()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// `demo: false` begins with an empty folder, as on a first start.
export async function realServer({ demo = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bihuan-browser-'))
  if (demo) demonstration(folder)
  return new Server(folder, demo).start()
}
