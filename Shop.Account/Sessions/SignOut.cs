namespace Shop.Account.Sessions;

/// <summary>Ends the session of a refresh token, or all of its member. Succeeds if it has ended already.</summary>
public sealed class SignOut(AccountDb db)
{
    public async Task RunAsync(SignOutRequest request, CancellationToken ct)
    {
        var hash = RefreshToken.HashOf(request.RefreshToken);
        var own = db.Sessions.Where(session =>
            db.RefreshTokens.Any(token => token.Hash == hash && token.SessionId == session.Id));
        var ended = request.Everywhere
            ? db.Sessions.Where(session => own.Any(current => current.MemberId == session.MemberId))
            : own;
        await ended.ExecuteDeleteAsync(ct);
    }
}
