namespace GroupPages.Load.Http;

/// <summary>Takes the chunk marks out of a chunked body (RFC 9112, 7.1), whatever pieces it comes in.</summary>
internal struct ChunkedBody
{
    private enum At { Size, Extension, Data, DataEnd, Trailer, Done }

    private At at;
    private long remaining;
    private bool isLineEmpty;

    public readonly bool IsDone => at == At.Done;

    /// <summary>The next piece of the body in the data, which moves on behind it. False when there is none in it.</summary>
    public bool Next(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> piece)
    {
        while (!data.IsEmpty && at != At.Done)
        {
            if (at == At.Data)
            {
                var count = (int)Math.Min(remaining, data.Length);
                piece = data[..count];
                data = data[count..];
                remaining -= count;
                if (remaining == 0)
                    at = At.DataEnd;
                return true;
            }
            Step(data[0]);
            data = data[1..];
        }
        piece = default;
        return false;
    }

    private void Step(byte sign)
    {
        switch (at)
        {
            case At.Size when sign == '\n':
                (at, isLineEmpty) = (remaining > 0 ? At.Data : At.Trailer, true);
                break;
            case At.Size when char.IsAsciiHexDigit((char)sign):
                remaining = (remaining * 16) + (sign <= '9' ? sign - '0' : (sign | 0x20) - 'a' + 10);
                break;
            case At.Size when sign == ';':
                at = At.Extension;
                break;
            case At.Extension when sign == '\n':
                (at, isLineEmpty) = (remaining > 0 ? At.Data : At.Trailer, true);
                break;
            case At.DataEnd when sign == '\n':
                at = At.Size;
                break;
            case At.Trailer when sign == '\n':
                at = isLineEmpty ? At.Done : At.Trailer;
                isLineEmpty = true;
                break;
            case At.Trailer when sign != '\r':
                isLineEmpty = false;
                break;
        }
    }
}
