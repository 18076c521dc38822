// One server with the demonstration's data and one browser for all tests of a file: made before them, ended after them.
import { after } from 'node:test'

import { signedIn, stopBrowser } from './harness.mjs'
import { realServer } from './server.mjs'

export const server = await realServer()
after(async () => {
  await stopBrowser()
  await server.stop()
})
export const at = (person, options) => signedIn(server, person, options)
