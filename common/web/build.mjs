// Bundles both pages. `node build.mjs [FOLDER]`: into common/web/built, or elsewhere to compare.
import { build } from 'esbuild';
import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const out = process.argv[2] ?? join(here, 'built');
const pages = { learner: 'programmer/console/page', instructor: 'tools/bedside/page' };

await mkdir(out, { recursive: true });
for (const [page, folder] of Object.entries(pages)) {
  await build({
    entryPoints: { [page]: join(root, folder, `${page}_page.ts`) }, outdir: out, bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'eof',
    alias: { console: join(here, 'src') }, nodePaths: [join(here, 'node_modules')], loader: { '.css': 'text' }, tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, logLevel: 'warning',
  });
  await copyFile(join(root, folder, `${page}.html`), join(out, `${page}.html`));
  await build({ entryPoints: { [page]: join(here, 'src/page.css') }, outdir: out, minify: true, logLevel: 'warning' });
}
