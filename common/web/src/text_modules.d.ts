/** Style sheets are bundled as text and worn by elements. */
declare module '*.css' {
  const text: string;
  export default text;
}
