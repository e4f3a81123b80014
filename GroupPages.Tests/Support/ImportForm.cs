using System.Net;
using System.Text;

namespace GroupPages.Tests.Support;

/// <summary>Lists of people on their way into a group.</summary>
public static class ImportForm
{
    /// <summary>Sends a file to be looked at.</summary>
    public static async Task<HttpResponseMessage> PostFileAsync(this Phone phone, TestGroup group, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "people.csv" }, { new StringContent(""), "text" } };
        return await phone.Http.PostAsync($"{group.Path}/admin/import", form);
    }

    /// <summary>A file that the group's leader has sent; its number.</summary>
    public static Task<long> NewImportAsync(this TestGroup group, string text) => group.NewImportAsync(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="NewImportAsync(TestGroup, string)"/>
    public static async Task<long> NewImportAsync(this TestGroup group, byte[] file)
    {
        using var sender = new Phone(group.Leader.Http.BaseAddress!);
        await sender.SignInAsync(group.Site, group.Leader.UserId);
        using var answer = await sender.PostFileAsync(group, file);
        if (answer.StatusCode != HttpStatusCode.SeeOther)
            throw new InvalidOperationException($"The file gave {(int)answer.StatusCode}");
        return long.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1], null);
    }

    /// <summary>Confirms what the preview shows.</summary>
    public static async Task<HttpResponseMessage> ConfirmAsync(this Phone phone, TestGroup group, long import)
    {
        var path = $"{group.Path}/admin/import/{import}";
        var mark = (await phone.PageAsync(path)).QuerySelector("[name=mark]")!.GetAttribute("value")!;
        return await phone.PostAsync($"{path}?handler=Confirm", ("mark", mark));
    }
}
