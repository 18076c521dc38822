// How long the list of 50 cases takes from the click to the paint, in Chromium on the machine itself (aim: 500 ms with
// 100,000 cases). Not a test: run it on a quiet machine, against a release build.
//   bihuan demo --data DIR --scale 25            # about 100,000 cases; takes a while
//   BIHUAN_PROGRAM=… BIHUAN_DEMO=DIR node bench/list_paint.mjs
// Prints one line of JSON: cases, runs, median_ms, worst_ms, first_ms (the first click also loads the page's script).
import { signedIn, stopBrowser } from '../tests/browser/harness.mjs'
import { realServer } from '../tests/browser/server.mjs'

const runs = Number(process.env.RUNS ?? 11)
const server = await realServer()
const me = await signedIn(server, 'clerk1')
const total = (await me.api('GET', '/cases?limit=1&total=true')).total
const times = []
for (let run = 0; run < runs; ++run) {
  await me.go('/about')
  times.push(await me.page.evaluate(() => new Promise((done) => {
    const link = document.querySelector('.nav a[href="/cases"]')
    const begin = performance.now()
    const look = () => (document.querySelectorAll('tr[data-row]').length >= 50 ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin))) : requestAnimationFrame(look))
    link.click()
    look()
  })))
}
const sorted = times.slice(1).sort((a, b) => a - b)
console.log(JSON.stringify({ cases: total, runs: sorted.length, median_ms: Math.round(sorted[sorted.length >> 1]), worst_ms: Math.round(sorted.at(-1)), first_ms: Math.round(times[0]) }))
await me.end()
await stopBrowser()
await server.stop()
