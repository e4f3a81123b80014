using GroupPages.Ops;
using GroupPages.Work;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Xunit;

namespace GroupPages.Tests.Work;

/// <summary>Without a mail server, mails are files.</summary>
public sealed class MailFileTests
{
    [Fact]
    public async Task Without_a_mail_server_a_mail_is_a_file_for_its_owner_alone()
    {
        var directory = Directory.CreateTempSubdirectory("grouppages-mails");
        try
        {
            var post = new MailPost(new Settings { DataDirectory = directory.FullName }, TimeProvider.System, NullLogger<MailPost>.Instance);
            using var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = "Read me" }, MessageId = "grouppages-7@localhost" };
            await post.SendAsync(message, CancellationToken.None);
            var file = Assert.Single(Directory.GetFiles(Path.Combine(directory.FullName, "mails"), "*-grouppages-7.eml"));
            Assert.Equal("Read me", (await MimeMessage.LoadAsync(file)).TextBody?.Trim());
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
