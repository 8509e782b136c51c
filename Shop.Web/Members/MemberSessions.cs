// Sign-in sessions live in the database: the browser holds an id, the tokens stay here, every replica knows every
// session, and a deleted row is a sign-out that no copy of the cookie survives.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Shop.Web.Data;

namespace Shop.Web.Members;

/// <summary>Keeps the cookie's tickets, and beside them the tokens, which only a refresh changes.</summary>
public sealed class MemberSessions(IServiceScopeFactory scopes, SessionProtection protection, TimeProvider clock)
    : ITicketStore
{
    /// <summary>The parameter of a sign-in that carries the tokens; parameters never reach the cookie.</summary>
    public const string TokensParameter = "tokens";

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var id = ticket.Principal.FindFirstValue(Session.IdClaim)!;
        var tokens = ticket.Properties.GetParameter<SessionTokens>(TokensParameter)!;
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(session => session.ExpiresAt < now).ExecuteDeleteAsync();
        db.Sessions.Add(new()
        {
            Key = Session.KeyOf(id),
            AccountId = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!),
            Ticket = protection.Protect(ticket),
            Tokens = protection.Protect(tokens),
            ExpiresAt = ticket.Properties.ExpiresUtc!.Value,
        });
        await db.SaveChangesAsync();
        return id;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var row = Session.KeyOf(key);
        var (bytes, expiresAt) = (protection.Protect(ticket), ticket.Properties.ExpiresUtc!.Value);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(session => session.Key == row).ExecuteUpdateAsync(set => set
            .SetProperty(session => session.Ticket, bytes)
            .SetProperty(session => session.ExpiresAt, expiresAt));
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        throw new NotSupportedException("A session is read for a request, which then knows its member.");

    /// <summary>The session's ticket; the request's <see cref="CurrentMember"/> learns its tokens on the way.</summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext context, CancellationToken ct)
    {
        // The error page is shown to nobody in particular: it must appear even when this database is what failed. A
        // file is the same for everybody: no session is renewed beside what others may keep.
        if (context.Features.Get<IExceptionHandlerFeature>() is not null
            || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return null;
        }

        var (row, now) = (Session.KeyOf(key), clock.GetUtcNow());
        var session = await context.RequestServices.GetRequiredService<WebDb>().Sessions.AsNoTracking()
            .SingleOrDefaultAsync(session => session.Key == row && session.ExpiresAt > now, ct);
        if (session is null)
        {
            return null;
        }

        context.RequestServices.GetRequiredService<CurrentMember>().Enter(key, protection.TokensOf(session));
        return protection.TicketOf(session);
    }

    /// <summary>The tokens that stand now, after whatever refresh.</summary>
    public async Task<SessionTokens?> TokensOfAsync(string id)
    {
        var row = Session.KeyOf(id);
        await using var scope = scopes.CreateAsyncScope();
        var session = await scope.ServiceProvider.GetRequiredService<WebDb>().Sessions.AsNoTracking()
            .SingleOrDefaultAsync(session => session.Key == row);
        return session is null ? null : protection.TokensOf(session);
    }

    public async Task RemoveAsync(string key)
    {
        var row = Session.KeyOf(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(session => session.Key == row).ExecuteDeleteAsync();
    }

    /// <summary>Ends every session of an account.</summary>
    public async Task RemoveAllAsync(Guid accountId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        await db.Sessions.Where(session => session.AccountId == accountId).ExecuteDeleteAsync();
    }
}
