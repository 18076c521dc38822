// Packs a folder of built web files into one file that the program embeds: node pack.mjs DIST OUT
// Layout: "bihuan-pack 1\n", the number of files, a line "OFFSET LENGTH PATH" each, an empty line, then the bytes;
// offsets count from the first byte after the empty line. Beside each compressible file stand PATH.br and PATH.gz when
// they are smaller.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const [dist, out] = process.argv.slice(2)
if (!out) {
  console.error('usage: node pack.mjs DIST OUT')
  process.exit(2)
}

function* walk(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* walk(path)
    else yield path
  }
}

const files = []
for (const path of walk(dist)) {
  const name = relative(dist, path).split(sep).join('/')
  const bytes = readFileSync(path)
  files.push([name, bytes])
  if (!/\.(js|css|html|svg|json|txt|webmanifest)$/.test(name)) continue
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
  const gzip = gzipSync(bytes, { level: 9 })
  if (brotli.length < bytes.length) files.push([name + '.br', brotli])
  if (gzip.length < bytes.length) files.push([name + '.gz', gzip])
}

let offset = 0
let index = `bihuan-pack 1\n${files.length}\n`
for (const [name, bytes] of files) {
  index += `${offset} ${bytes.length} ${name}\n`
  offset += bytes.length
}
writeFileSync(out, Buffer.concat([Buffer.from(index + '\n'), ...files.map(([, bytes]) => bytes)]))
