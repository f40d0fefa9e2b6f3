import { startHelper } from './child';
import { connectionRate, download, upload } from './load';

/** What the program that measures and the app can do with nothing in between: MB/s, and connections per second. */
export async function ceiling(bytes: number): Promise<string> {
  const { program, said } = await startHelper('program-process', []);
  try {
    const port = Number(said.port);
    await download(port, bytes);
    const figures = [await download(port, bytes), await upload(port, bytes), await connectionRate(port, 16, 1_000)];
    const [down, up, rate] = figures.map((figure) => figure.toFixed(0));
    return `With nothing in between: ${String(down)} MB/s down, ${String(up)} MB/s up, ${String(rate)} connections/s`;
  } finally {
    await program.dispose();
  }
}
