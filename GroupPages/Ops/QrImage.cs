using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace GroupPages.Ops;

/// <summary>QR codes (ISO/IEC 18004) of addresses, for pages and for the terminal.</summary>
public static class QrImage
{
    /// <summary>The modules as one SVG path, black on white in any colour scheme: phones do not read the inverse.</summary>
    /// <param name="label">What a screen reader says in its place.</param>
    public static IHtmlContent Svg(string address, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                var run = 0;
                while (x + run < rows[y].Count && rows[y][x + run])
                    run++;
                if (run == 0)
                    continue;
                path.Append(null, $"M{x} {y}h{run}v1h-{run}z");
                x += run;
            }
        }
        var html = new HtmlContentBuilder();
        html.AppendHtml($"<svg class=\"qr\" viewBox=\"0 0 {rows.Count} {rows.Count}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"");
        html.Append(label);
        html.AppendHtml($"\"><rect width=\"{rows.Count}\" height=\"{rows.Count}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>");
        return html;
    }

    /// <summary>Half blocks, two modules a character: light on dark, as terminals mostly are.</summary>
    public static string Terminal(string address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.L);
        using var art = new AsciiQRCode(code);
        return art.GetGraphicSmall();
    }
}
