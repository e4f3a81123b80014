namespace GroupPages.Data.Samples;

/// <summary>Flat faces for people who do not exist, drawn pixel by pixel: round shapes in a few colours, different for each number.</summary>
internal static class SampleFace
{
    /// <summary>Its side, in pixels.</summary>
    public const int Side = 480;

    private static readonly int[] Walls = [0xF6D8AE, 0xBFD8D2, 0xF4B9A7, 0xC9CCE8, 0xD7E3B0, 0xEAC7DD, 0xA9CCE3];
    private static readonly int[] Skins = [0xF3CDB1, 0x8D5A3C, 0xE0AC83, 0x5C3A28, 0xC68A5E];
    private static readonly int[] Hairs = [0x2B211C, 0x6B4226, 0xC58B3B, 0x8F8F93, 0xA23E26, 0x151515, 0xE6D3A3, 0x4A3024];
    private static readonly int[] Shirts = [0x1F6F5C, 0x34526F, 0xA8322A, 0xF0B34A, 0x6B4C86, 0xFFFFFF, 0x3D3D3D, 0x7FA36B, 0xC9683C];

    // Long hair, parted hair, none, short hair: each by its number below.
    private static readonly int[] Styles = [0, 1, 3, 1, 0, 3, 1, 0, 2, 3, 0, 1];

    /// <summary>The n-th face: <see cref="Side"/> by <see cref="Side"/> pixels of red, green and blue.</summary>
    public static byte[] Draw(int n)
    {
        var paper = new Paper(Side);
        var style = Styles[n % Styles.Length];
        // Steps that share no divisor, so that the same hair does not always go with the same skin.
        var (skin, hair) = (Skins[(n * 2 + n / 5) % Skins.Length], Hairs[(n * 3 + n / 8) % Hairs.Length]);
        var shade = Darker(skin);
        paper.Fill(Walls[n % Walls.Length]);
        if (style is 0 or 3)
            paper.Oval(.5, .5, .29, style == 0 ? .4 : .3, hair);
        paper.Oval(.5, 1.06, .43, .29, Shirts[n % Shirts.Length]);
        paper.Oval(.5, .74, .1, .13, shade);
        paper.Oval(.275, .47, .035, .055, shade);
        paper.Oval(.725, .47, .035, .055, shade);
        paper.Oval(.5, .45, .225, .275, skin);
        if (style is 1 or 2 && n % 3 != 0)
            paper.Oval(.5, .645, .165, .1, hair);
        // A cap of hair: a round one, or one that is parted at the side.
        if (style != 2)
            paper.Oval(.5, .45, .24, .29, hair, (x, y) => y < .33 + (style == 1 ? (x - .5) * .35 : Math.Abs(x - .5) * .3));
        Face(paper, n, shade);
        return paper.Pixels;
    }

    private static void Face(Paper paper, int n, int shade)
    {
        const int Ink = 0x2A211D;
        var hasGlasses = n % 5 == 2;
        foreach (var side in (double[])[.41, .59])
        {
            paper.Oval(side, .46, .019, .026, Ink);
            paper.Oval(side, .40, .045, .011, shade);
            if (hasGlasses)
                paper.Oval(side, .46, .07, .066, Ink, (x, y) => Math.Pow((x - side) / .058, 2) + Math.Pow((y - .46) / .054, 2) > 1);
        }
        if (hasGlasses)
            paper.Oval(.5, .455, .025, .008, Ink);
        paper.Oval(.5, .53, .022, .03, shade);
        var smile = n % 2 == 0 ? .075 : .055;
        paper.Oval(.5, .585, smile, .05, 0xA4473C, (_, y) => y > .59);
    }

    private static int Darker(int colour) => ((colour >> 16 & 255) * 5 / 6 << 16) | ((colour >> 8 & 255) * 5 / 6 << 8) | (colour & 255) * 5 / 6;

    private sealed class Paper(int side)
    {
        public byte[] Pixels { get; } = new byte[side * side * 3];

        public void Fill(int colour)
        {
            for (var at = 0; at < Pixels.Length; at += 3)
                Put(at, colour, 1);
        }

        /// <summary>An oval with soft edges; places and radii as parts of the side.</summary>
        /// <param name="where">Which part of it; all without.</param>
        public void Oval(double x, double y, double across, double down, int colour, Func<double, double, bool>? where = null)
        {
            var (left, right) = (Math.Max(0, (int)((x - across) * side) - 1), Math.Min(side - 1, (int)((x + across) * side) + 1));
            var (top, bottom) = (Math.Max(0, (int)((y - down) * side) - 1), Math.Min(side - 1, (int)((y + down) * side) + 1));
            var edge = Math.Min(across, down) * side;
            for (var row = top; row <= bottom; row++)
            {
                for (var column = left; column <= right; column++)
                {
                    var (px, py) = ((column + .5) / side, (row + .5) / side);
                    var cover = Math.Clamp(.5 + (1 - Math.Sqrt(Math.Pow((px - x) / across, 2) + Math.Pow((py - y) / down, 2))) * edge, 0, 1);
                    if (cover > 0 && where?.Invoke(px, py) != false)
                        Put((row * side + column) * 3, colour, cover);
                }
            }
        }

        private void Put(int at, int colour, double cover)
        {
            for (var band = 0; band < 3; band++)
                Pixels[at + band] = (byte)(Pixels[at + band] * (1 - cover) + (colour >> (16 - band * 8) & 255) * cover);
        }
    }
}
