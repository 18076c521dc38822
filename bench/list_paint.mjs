// How long the list of 50 cases takes from the click to the paint, in Chromium on the machine itself (aim: 500 ms with
// 100,000 cases). Not a test: run it on a quiet machine, against a release build.
//   bihuan demo --data DIR && python3 bench/multiply_cases.py DIR 100000
//   BIHUAN_PROGRAM=build/release/cli/bihuan BIHUAN_DEMO=DIR node bench/list_paint.mjs
// Prints one line of JSON: cases, runs, median_ms, worst_ms, first_ms (the first click also loads the page's script), and the
// medians of its parts: until the question leaves, the server's answer, the rows in the page, the paint.
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
    performance.clearResourceTimings()
    const begin = performance.now()
    const rows = () => document.querySelectorAll('tr[data-row]').length >= 50
    const observer = new MutationObserver(() => {
      if (!rows()) return
      observer.disconnect()
      const there = performance.now()
      requestAnimationFrame(() => {
        const channel = new MessageChannel() // its message comes after the frame was painted
        channel.port1.onmessage = () => {
          const painted = performance.now()
          const asked = performance.getEntriesByType('resource').find((one) => /\/api\/v1\/cases\?/.test(one.name))
          done({ whole: painted - begin, ask: asked.startTime - begin, answer: asked.responseEnd - asked.startTime, rows: there - asked.responseEnd, paint: painted - there })
        }
        channel.port2.postMessage(0)
      })
    })
    observer.observe(document.body, { childList: true, subtree: true })
    link.click()
  })))
}
const median = (name) => Math.round(times.slice(1).map((one) => one[name]).sort((a, b) => a - b)[(times.length - 1) >> 1])
console.log(JSON.stringify({ cases: total, runs: times.length - 1, median_ms: median('whole'), worst_ms: Math.round(Math.max(...times.slice(1).map((one) => one.whole))), first_ms: Math.round(times[0].whole), ask_ms: median('ask'), answer_ms: median('answer'), rows_ms: median('rows'), paint_ms: median('paint') }))
await me.end()
await stopBrowser()
await server.stop()
