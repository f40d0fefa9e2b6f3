declare module 'pngjs' {
  /** A picture in 8-bit RGBA, row by row. */
  export interface Pixels {
    readonly width: number;
    readonly height: number;
    readonly data: Buffer;
  }
  export interface WriteOptions {
    readonly colorType?: number;
    readonly deflateLevel?: number;
    readonly deflateStrategy?: number;
    readonly filterType?: number;
  }
  export const PNG: {
    readonly sync: {
      read(png: Buffer): Pixels;
      write(pixels: Pixels, options?: WriteOptions): Buffer;
    };
  };
}
