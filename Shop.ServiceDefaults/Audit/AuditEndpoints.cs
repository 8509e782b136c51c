using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.ServiceDefaults.Audit;

public static class AuditEndpoints
{
    private const int PageSize = 50;

    /// <summary>The log that <see cref="MapAuditLog"/> reads.</summary>
    public static void AddAuditLog<TDb>(this IHostApplicationBuilder builder) where TDb : DbContext, IAuditDb =>
        builder.Services.AddScoped<IAuditDb>(provider => provider.GetRequiredService<TDb>());

    /// <summary>
    /// Maps <c>/admin/audit</c>: the newest entries first, filtered by operator, act, subject and time. An operator
    /// without the permission for the whole log gets only their own acts.
    /// </summary>
    public static void MapAuditLog(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/audit", async Task<Results<Ok<AuditReply>, ProblemHttpResult>> (
                CurrentOperator me, IAuditDb db, CancellationToken ct,
                [ReadableText(Limits.SearchLength, IsOptional = true)] string? @operator,
                [ReadableText(Limits.SearchLength, IsOptional = true)] string? act,
                [ReadableText(Limits.SearchLength, IsOptional = true)] string? subject,
                DateTimeOffset? from, DateTimeOffset? until, long? olderThan) =>
            {
                // The framework would accept an enum's C# name, not its name in JSON.
                var isAct = EnumNames.TryParse<AuditAct>(act, out var wanted);
                if (!isAct && !string.IsNullOrEmpty(act))
                {
                    return Problems.Invalid("act", "This act is not known.");
                }

                var entries = Visible(db.AuditEntries.AsNoTracking(), me);
                entries = isAct ? entries.Where(entry => entry.Act == wanted) : entries;
                entries = string.IsNullOrWhiteSpace(@operator)
                    ? entries
                    : entries.Where(entry => entry.Operator == @operator.Trim());
                entries = string.IsNullOrWhiteSpace(subject)
                    ? entries
                    : entries.Where(entry => entry.Subject == subject.Trim());

                // An offset other than zero cannot be sent to a timestamptz.
                entries = from is null ? entries : entries.Where(entry => entry.At >= from.Value.ToUniversalTime());
                entries = until is null ? entries : entries.Where(entry => entry.At < until.Value.ToUniversalTime());
                entries = olderThan is null ? entries : entries.Where(entry => entry.Id < olderThan);
                return TypedResults.Ok(await ReadPageAsync(entries, ct));
            })
            .WithTags("Audit log");

    private static IQueryable<AuditEntry> Visible(IQueryable<AuditEntry> entries, CurrentOperator me) =>
        me.Role.Has(Permission.CanReadWholeAuditLog) ? entries : entries.Where(entry => entry.OperatorId == me.Id);

    private static async Task<AuditReply> ReadPageAsync(IQueryable<AuditEntry> entries, CancellationToken ct)
    {
        // One more than a page shows whether there is another page.
        var found = await entries.OrderByDescending(entry => entry.Id).Take(PageSize + 1)
            .Select(entry => new AuditItem(
                entry.Id, entry.At, entry.OperatorId, entry.Operator, entry.Act, entry.Subject, entry.Before,
                entry.After))
            .ToListAsync(ct);
        var page = found.Take(PageSize).ToList();
        return new(page, found.Count > PageSize ? page[^1].Id : null);
    }
}
