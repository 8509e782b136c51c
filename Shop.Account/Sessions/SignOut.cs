namespace Shop.Account.Sessions;

/// <summary>Ends the session of a refresh token, or all of its member. Succeeds if it has ended already.</summary>
public sealed class SignOut(AccountDb db)
{
    public async Task RunAsync(SignOutRequest request, CancellationToken ct)
    {
        var hash = RefreshToken.HashOf(request.RefreshToken);
        var own = db.Sessions.Where(s => db.RefreshTokens.Any(t => t.Hash == hash && t.SessionId == s.Id));
        var ended = request.Everywhere ? db.Sessions.Where(s => own.Any(o => o.MemberId == s.MemberId)) : own;
        await ended.ExecuteDeleteAsync(ct);
    }
}
