namespace GroupPages.Load.Reports;

internal static class HtmlReport
{
    public static int Write(string directory) => JsonReport.ReadAll(directory).Length;
}
