// The append-only audit log of a service: which operator did what. An act adds its entry in the same transaction, so
// neither exists without the other. The schema script grants the login insert and select only, and
// refuses every change (Shop.Account's 002_operators.sql; another service copies its last part).
using System.Text.Json;
using Shop.ServiceDefaults.Authentication;

namespace Shop.ServiceDefaults.Audit;

/// <summary>An entry of the audit log. It contains no secret and no personal data of shoppers.</summary>
public sealed class AuditEntry
{
    /// <summary>In place of a login id: a command of the service's program.</summary>
    public const string Console = "(console)"; // No login id has parentheses.

    private AuditEntry() { }

    public long Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Guid? OperatorId { get; private set; }
    public string Operator { get; private set; } = "";
    public AuditAct Act { get; private set; }
    public string Subject { get; private set; } = "";
    public JsonElement? Before { get; private set; }
    public JsonElement? After { get; private set; }

    /// <summary>An act of the operator of a request.</summary>
    /// <param name="subject">What the act changes: a login id, an order number, a product id.</param>
    /// <param name="before">An object with the values before the act, such as an anonymous one; null for none.</param>
    /// <param name="after">An object with the values after the act.</param>
    public static AuditEntry Of(
        CurrentOperator actor, AuditAct act, string subject, object? before, object? after, DateTimeOffset now) =>
        Of(actor.Id, actor.LoginId, act, subject, before, after, now);

    public static AuditEntry Of(
        Guid? operatorId, string loginId, AuditAct act, string subject, object? before, object? after,
        DateTimeOffset now) => new()
        {
            At = now,
            OperatorId = operatorId,
            Operator = loginId,
            Act = act,
            Subject = subject,
            Before = Json(before),
            After = Json(after),
        };

    private static JsonElement? Json(object? values) =>
        values is null ? null : JsonSerializer.SerializeToElement(values, JsonSerializerOptions.Web);
}

/// <summary>A database with an audit log.</summary>
public interface IAuditDb
{
    DbSet<AuditEntry> AuditEntries { get; }
}

public static class AuditModel
{
    /// <summary>Maps the table <c>audit_entries</c>; its ids are assigned by the database.</summary>
    public static void AddAuditLog(this ModelBuilder model)
    {
        model.Entity<AuditEntry>().Property(entry => entry.Id).UseIdentityAlwaysColumn();
        model.Entity<AuditEntry>().Property(entry => entry.Act).HasConversion(
            act => act.ToUpperSnake(), text => EnumNames.Parse<AuditAct>(text));
        model.Entity<AuditEntry>().Property(entry => entry.Before).HasColumnType("jsonb");
        model.Entity<AuditEntry>().Property(entry => entry.After).HasColumnType("jsonb");
    }
}
