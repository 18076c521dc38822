// Makes src/shared/api-types.ts from the schemas of the OpenAPI document of a running program:
//   node tools/api-types.mjs http://127.0.0.1:8080        writes the file
// tests/browser/contract.test.mjs fails when the file and the program do not agree.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import openapiTS, { astToString } from 'openapi-typescript'

export const target = fileURLToPath(new URL('../src/shared/api-types.ts', import.meta.url))
export async function apiTypes(server) {
  const answer = await fetch(server + '/api/v1/openapi.json')
  if (!answer.ok) throw new Error(`${server} answers ${answer.status}`)
  const document = await answer.json()
  document.servers = []
  document.paths = {} // the pages name their paths themselves; what travels is typed
  return '// Made from the OpenAPI document by tools/api-types.mjs. Do not edit.\n' + astToString(await openapiTS(document, { alphabetize: true }))
}
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await apiTypes(process.argv[2]))
