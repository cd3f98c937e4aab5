/** Made by `build/emoji-data.ts`. */
declare module "virtual:emoji" {
  const text: string;
  export default text;
}
