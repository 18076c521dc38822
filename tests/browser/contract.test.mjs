// The web app's types of the API are those of the program's own document.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { apiTypes, target } from '../../web/ui/tools/api-types.mjs'
import { realServer } from './server.mjs'

test('src/shared/api-types.ts is what the OpenAPI document says', async () => {
  const server = await realServer({ demo: false })
  const fresh = await apiTypes(server.url)
  await server.stop()
  assert.ok(fresh.includes('CaseRow'))
  assert.equal(readFileSync(target, 'utf8'), fresh, 'run `node web/ui/tools/api-types.mjs http://…` against the new program')
})
