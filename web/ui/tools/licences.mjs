// Lists what travels inside the built web app with its licence, for the about page: every package that the shipped
// ones depend on. Writes public/licences.json; a package without a licence stops the build.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const found = new Map()
function visit(name, from) {
  let folder = from
  while (!existsSync(join(folder, 'node_modules', name, 'package.json'))) {
    if (folder === root || folder === join(folder, '..')) return
    folder = join(folder, '..')
  }
  const path = join(folder, 'node_modules', name)
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  if (found.has(name)) return
  const licence = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type
  if (!licence) throw new Error(`${name} names no licence`)
  found.set(name, { name, version: manifest.version, licence, author: typeof manifest.author === 'string' ? manifest.author.replace(/<.*?>|\(.*?\)/g, '').trim() : (manifest.author?.name ?? '') })
  for (const next of Object.keys(manifest.dependencies ?? {})) visit(next, path)
}
for (const name of Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)) visit(name, root)
const list = [...found.values()].filter((one) => !/^@(babel|types|vue\/compiler)/.test(one.name)).sort((a, b) => (a.name < b.name ? -1 : 1))
writeFileSync(join(root, 'public/licences.json'), JSON.stringify(list, null, 1) + '\n')
