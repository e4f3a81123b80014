using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace GroupPages.Data;

/// <summary>EF's map of the schema. Reads only, without tracking; writes are single statements in the commands.</summary>
public sealed partial class GroupPagesDb(DbContextOptions<GroupPagesDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<LoginCode> LoginCodes => Set<LoginCode>();
    public DbSet<Group> Groups => Set<Group>();
    public DbSet<JoinCode> JoinCodes => Set<JoinCode>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Ban> Bans => Set<Ban>();
    public DbSet<MetMark> MetMarks => Set<MetMark>();
    public DbSet<PersonNote> PersonNotes => Set<PersonNote>();
    public DbSet<QuizCardRow> QuizCards => Set<QuizCardRow>();
    public DbSet<QuizRoundRow> QuizRounds => Set<QuizRoundRow>();
    public DbSet<QuizQuestionRow> QuizQuestions => Set<QuizQuestionRow>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Participant> Participants => Set<Participant>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<MessageVersion> MessageVersions => Set<MessageVersion>();
    public DbSet<Reaction> Reactions => Set<Reaction>();
    public DbSet<Mention> Mentions => Set<Mention>();
    public DbSet<Pace> Paces => Set<Pace>();
    public DbSet<Block> Blocks => Set<Block>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<PhotoRow> Photos => Set<PhotoRow>();
    public DbSet<Guardian> Guardians => Set<Guardian>();
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();
    public DbSet<GroupTypeCode> GroupTypes => Set<GroupTypeCode>();
    public DbSet<MemberRoleCode> MemberRoles => Set<MemberRoleCode>();
    public DbSet<PhotoKindCode> PhotoKinds => Set<PhotoKindCode>();
    public DbSet<ReportReasonCode> ReportReasons => Set<ReportReasonCode>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<UserId>().HaveConversion<UserIdConverter>();
        configurationBuilder.Properties<GroupId>().HaveConversion<GroupIdConverter>();
        configurationBuilder.Properties<ConversationId>().HaveConversion<ConversationIdConverter>();
        configurationBuilder.Properties<JoinCodeId>().HaveConversion<JoinCodeIdConverter>();
        configurationBuilder.Properties<SessionId>().HaveConversion<SessionIdConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Membership>().HasKey(m => new { m.GroupId, m.UserId });
        modelBuilder.Entity<Ban>().HasKey(b => new { b.GroupId, b.UserId });
        modelBuilder.Entity<MetMark>().HasKey(m => new { m.UserId, m.OtherId });
        modelBuilder.Entity<PersonNote>().HasKey(n => new { n.UserId, n.OtherId });
        modelBuilder.Entity<QuizCardRow>().HasKey(c => new { c.UserId, c.OtherId });
        modelBuilder.Entity<QuizQuestionRow>().HasKey(q => new { q.RoundId, q.Place });
        modelBuilder.Entity<Participant>().HasKey(p => new { p.ConversationId, p.UserId });
        modelBuilder.Entity<Message>().HasKey(m => new { m.ConversationId, m.Seq });
        modelBuilder.Entity<MessageVersion>().HasKey(v => new { v.ConversationId, v.Seq, v.ChangedSeq });
        modelBuilder.Entity<Reaction>().HasKey(r => new { r.ConversationId, r.Seq, r.UserId, r.Emoji });
        modelBuilder.Entity<Mention>().HasKey(m => new { m.ConversationId, m.Seq, m.UserId });
        modelBuilder.Entity<Pace>().HasKey(p => new { p.ConversationId, p.UserId });
        modelBuilder.Entity<Block>().HasKey(b => new { b.UserId, b.OtherId });
        modelBuilder.Entity<Guardian>().HasKey(g => new { g.UserId, g.GuardianId });
        modelBuilder.Entity<Group>().HasOne(g => g.Room).WithOne().HasForeignKey<Conversation>(c => c.GroupId);
        modelBuilder.Entity<AuditEntry>().Property(a => a.Details).HasColumnType("jsonb");

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
