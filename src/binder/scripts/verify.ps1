# Verifies this binder with Windows PowerShell 5.1 or PowerShell 7 and nothing else; ssh-keygen, which
# comes with Windows, is used for the signature where it is there. It reads, and writes nothing.
#
#   powershell -ExecutionPolicy Bypass -File verify.ps1 [-Signers FILE] [-At YYYYMMDD] [-Since CHECKPOINT]
#
#   -Signers  who may sign binders (an OpenSSH allowed_signers file), had from elsewhere
#   -At       the day on which a signer's key has to be valid; without it, today
#   -Since    an older checkpoint, kept elsewhere: nothing before it may have been rewritten
#
# Exit codes: 0 verified, 1 something is not what was made, 2 it could not be looked at.
param([string]$Signers = '', [string]$At = '', [string]$Since = '')

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$script:failures = 0
$script:unchecked = 0
function Good([string]$text) { Write-Output ('ok           ' + $text) }
function Bad([string]$text) { $script:failures++; Write-Output ('FAILED       ' + $text) }
function Skip([string]$text) { $script:unchecked++; Write-Output ('NOT CHECKED  ' + $text) }
function Stop-Here([string]$text) { [Console]::Error.WriteLine('CANNOT VERIFY: ' + $text); exit 2 }
function Plain([string]$text) { return [regex]::Replace($text, '[^ -~]', '?') }

$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$sha256 = [System.Security.Cryptography.SHA256]::Create()
$utf8 = New-Object System.Text.UTF8Encoding($false)

function Hex([byte[]]$bytes) { return [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant() }
function From-Hex([string]$hex) {
  $bytes = New-Object byte[] ($hex.Length / 2)
  for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($hex.Substring(2 * $i, 2), 16) }
  return , $bytes
}
function At-Path([string]$path) { return [IO.Path]::Combine($here, $path.Replace('/', [string][IO.Path]::DirectorySeparatorChar)) }
function Read-Bytes([string]$path) { return , [IO.File]::ReadAllBytes((At-Path $path)) }
function Read-Text([string]$path) { return $utf8.GetString([IO.File]::ReadAllBytes((At-Path $path))) }
function Hash-File([string]$path) {
  $stream = [IO.File]::OpenRead((At-Path $path))
  try { return Hex $sha256.ComputeHash($stream) } finally { $stream.Dispose() }
}
# The hash of a leaf is SHA-256 of 00 and its bytes; of a node, of 01, left and right (RFC 6962).
function Leaf-Hash([byte[]]$bytes) {
  $all = New-Object byte[] ($bytes.Length + 1)
  [Array]::Copy($bytes, 0, $all, 1, $bytes.Length)
  return Hex $sha256.ComputeHash($all)
}
function Node-Hash([string]$left, [string]$right) { return Hex $sha256.ComputeHash((From-Hex ('01' + $left + $right))) }
# 32 bytes in base64, as hex; '' when they are something else.
function Hash-Of-Base64([string]$text) {
  if ($text -cnotmatch '^[A-Za-z0-9+/]{43}=$') { return '' }
  $bytes = [Convert]::FromBase64String($text)
  if ($bytes.Length -ne 32 -or [Convert]::ToBase64String($bytes) -cne $text) { return '' }
  return Hex $bytes
}
# A size and a root, or $null.
function Read-Head([string]$text) {
  $lines = $text.Split("`n")
  if ($lines.Length -lt 4 -or $lines[0] -eq '' -or $lines[0] -match '[ +\t]') { return $null }
  if ($lines[1] -cnotmatch '^(0|[1-9][0-9]{0,14})$') { return $null }
  $root = Hash-Of-Base64 $lines[2]
  if ($root -eq '') { return $null }
  return @{ Origin = $lines[0]; Size = [long]$lines[1]; Root = $root }
}

# ---- 1 the sums, and nothing beside them

if (-not [IO.File]::Exists((At-Path 'SHA256SUMS'))) { Stop-Here 'there is no SHA256SUMS beside this script: unpack the whole binder first' }
$ordinal = [StringComparer]::Ordinal
$sums = New-Object 'System.Collections.Generic.SortedDictionary[string,string]' ($ordinal)
$number = 0
foreach ($line in (Read-Text 'SHA256SUMS').TrimEnd("`n").Split("`n")) {
  $number++
  $match = [regex]::Match($line, '^([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)\z')
  $path = $match.Groups[2].Value
  if (-not $match.Success -or $path -ceq 'SHA256SUMS' -or $path -ceq 'SHA256SUMS.sig' -or $sums.ContainsKey($path)) {
    Bad ('SHA256SUMS, line ' + $number + ': expected HASH  FILE with a file of the binder that has no line yet')
  } else {
    $sums.Add($path, $match.Groups[1].Value)
  }
}
if ($script:failures -gt 0) { Write-Output 'NOT VERIFIED: the sums cannot be read'; exit 1 }
$base = [IO.Path]::GetFullPath($here).TrimEnd('\', '/').Length + 1
foreach ($file in [IO.Directory]::GetFiles([IO.Path]::GetFullPath($here), '*', [IO.SearchOption]::AllDirectories)) {
  $path = $file.Substring($base).Replace('\', '/')
  if ($path -cne 'SHA256SUMS' -and $path -cne 'SHA256SUMS.sig' -and -not $sums.ContainsKey($path)) {
    Bad ((Plain $path) + ': expected no such file, SHA256SUMS does not name it')
  }
}
$files = 0
foreach ($pair in $sums.GetEnumerator()) {
  if (-not [IO.File]::Exists((At-Path $pair.Key))) { Bad ($pair.Key + ': expected a file, found none'); continue }
  $found = Hash-File $pair.Key
  if ($found -ceq $pair.Value) { $files++ } else { Bad ($pair.Key + ': expected the SHA-256 ' + $pair.Value + ', found ' + $found) }
}
if ($script:failures -eq 0) { Good ("$files files: each has the SHA-256 in SHA256SUMS, and there are no others") }

# ---- 2 who signed the sums

# Runs ssh-keygen with SHA256SUMS on its standard input; gives its exit code and what it printed.
function Ask-Ssh([string]$program, [string]$arguments) {
  $start = New-Object System.Diagnostics.ProcessStartInfo
  $start.FileName = $program
  $start.Arguments = $arguments
  $start.WorkingDirectory = $here
  $start.UseShellExecute = $false
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $process = [System.Diagnostics.Process]::Start($start)
  $errors = $process.StandardError.ReadToEndAsync()
  $output = $process.StandardOutput.ReadToEndAsync()
  $bytes = Read-Bytes 'SHA256SUMS'
  try { $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length); $process.StandardInput.Close() } catch [IO.IOException] { }
  $process.WaitForExit()
  return @{ Code = $process.ExitCode; Text = $output.Result + $errors.Result }
}
$ssh = Get-Command 'ssh-keygen' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if (-not [IO.File]::Exists((At-Path 'SHA256SUMS.sig'))) {
  if ($Signers -ne '') { Bad ('SHA256SUMS.sig: expected a signature by one of ' + $Signers + ', found none') }
  else { Skip 'nobody signed SHA256SUMS: pages and indexes are as good as the word of whoever handed them over' }
} elseif ($null -eq $ssh) {
  Skip 'SHA256SUMS.sig: there is no ssh-keygen here to verify it with'
} else {
  $inside = $false
  $list = ''
  if ($Signers -ne '') { $list = (Resolve-Path -LiteralPath $Signers).ProviderPath }
  elseif ([IO.File]::Exists((At-Path 'keys/allowed_signers'))) { $list = At-Path 'keys/allowed_signers'; $inside = $true }
  $seen = Ask-Ssh $ssh.Source '-Y check-novalidate -n binder@storyproof -s SHA256SUMS.sig'
  $said = Plain ($seen.Text.Split("`n")[0].Trim())
  if ($seen.Code -ne 0) {
    Bad 'SHA256SUMS.sig: expected a good signature over SHA256SUMS in the namespace binder@storyproof, found none'
  } elseif ($list -eq '') {
    Good ('SHA256SUMS: ' + $said)
    Skip 'whose key that is: ask its owner, and verify again with -Signers FILE'
  } else {
    $day = ''
    if ($At -ne '') {
      if ($At -cnotmatch '^[0-9]{8,14}Z?$') { Stop-Here '-At is no day' }
      $day = ' -O verify-time=' + $At
    }
    $quoted = '"' + $list + '"'
    $principals = Ask-Ssh $ssh.Source ('-Y find-principals' + $day + ' -f ' + $quoted + ' -s SHA256SUMS.sig')
    $who = $principals.Text.Split("`n")[0].Trim()
    $signed = $null
    if ($principals.Code -eq 0 -and $who -cmatch '^[A-Za-z0-9._@+-]+$') {
      $signed = Ask-Ssh $ssh.Source ('-Y verify' + $day + ' -f ' + $quoted + ' -I ' + $who + ' -n binder@storyproof -s SHA256SUMS.sig')
    }
    if ($null -ne $signed -and $signed.Code -eq 0) {
      Good ('SHA256SUMS is signed by ' + $who)
      if ($inside) { Skip ('whether ' + $who + ' is who may sign: the list of signers came with the binder; compare it, or use -Signers FILE') }
    } else {
      Bad ('SHA256SUMS.sig: expected a key that ' + (Plain $list) + ' lets sign binders on this day (-At), found: ' + $said)
    }
  }
}

# ---- 3 the checkpoint

if (-not $sums.ContainsKey('checkpoint') -or -not [IO.File]::Exists((At-Path 'checkpoint'))) { Stop-Here 'there is no checkpoint' }
$note = Read-Text 'checkpoint'
$head = Read-Head $note
if ($null -eq $head) {
  Bad 'checkpoint: expected an origin, a size and a root, found something else'
  Write-Output 'NOT VERIFIED: the checkpoint cannot be read'
  exit 1
}
if ($note.Contains("`n`n")) {
  Skip "the checkpoint's signature: PowerShell has no Ed25519; verify.sh with openssl 3, or storyproof, verifies it"
} else {
  Skip 'nobody signed the checkpoint: compare its size and root with a copy that was kept elsewhere'
}

if ([IO.File]::Exists((At-Path 'checkpoint.sig'))) {
  Skip 'checkpoint.sig: verify.sh, or storyproof, verifies it'
}

# ---- 4 each entry is under the checkpoint, by its proof (RFC 6962)

# Why a proof does not hold; '' when it does.
function Why-Not([string]$file, [string]$leaf, [long]$entry) {
  $text = Read-Text $file
  $end = $text.IndexOf("`n`n", [StringComparison]::Ordinal)
  if ($end -lt 0) { return 'no empty line' }
  if ($text.Substring($end + 2) -cne $note) { return 'another checkpoint than the one in checkpoint' }
  $lines = New-Object 'System.Collections.Generic.List[string]'
  foreach ($line in $text.Substring(0, $end).Split("`n")) { $lines.Add($line) }
  if ($lines[0] -cne 'c2sp.org/tlog-proof@v1') { return 'another first line' }
  $next = 1
  if ($lines.Count -gt $next -and $lines[$next].StartsWith('extra ', [StringComparison]::Ordinal)) { $next++ }
  if ($lines.Count -le $next -or $lines[$next] -cne ('index ' + ($entry - 1))) { return 'another index' }
  [long]$node = $entry - 1
  [long]$last = $head.Size - 1
  if ($node -gt $last) { return 'an index beyond the end' }
  $hash = $leaf
  for ($i = $next + 1; $i -lt $lines.Count; $i++) {
    $step = Hash-Of-Base64 $lines[$i]
    if ($step -eq '') { return 'a line that is no hash' }
    if ($last -eq 0) { return 'too many steps' }
    if (($node -band 1) -eq 1 -or $node -eq $last) {
      $hash = Node-Hash $step $hash
      while (($node -band 1) -eq 0 -and $node -ne 0) { $node = $node -shr 1; $last = $last -shr 1 }
    } else {
      $hash = Node-Hash $hash $step
    }
    $node = $node -shr 1
    $last = $last -shr 1
  }
  if ($last -ne 0 -or $hash -cne $head.Root) { return ('an entry with the leaf hash ' + $leaf + ', which is not under the root ' + $head.Root) }
  return ''
}
$proven = 0
$entries = New-Object 'System.Collections.Generic.List[string]'
foreach ($path in $sums.Keys) {
  if ($path -cmatch '^(evidence|statements)/E-[0-9]+\.entry\.(redacted\.)?json$') { $entries.Add($path) }
  if ($path -cmatch '^((evidence|statements)/E-[0-9]+)\.tlog-proof$') {
    $stem = $Matches[1]
    if (-not $sums.ContainsKey($stem + '.entry.json') -and -not $sums.ContainsKey($stem + '.entry.redacted.json')) {
      Bad ($path + ': expected the entry beside it, found none')
    }
  }
}
$before = $script:failures
foreach ($path in $entries) {
  $stem = [regex]::Replace($path, '\.entry\.(redacted\.)?json$', '')
  $proof = $stem + '.tlog-proof'
  if (-not $sums.ContainsKey($proof) -or -not [IO.File]::Exists((At-Path $proof))) { Bad ($proof + ': expected a proof for the entry, found no such file'); continue }
  if (-not [IO.File]::Exists((At-Path $path))) { continue }
  if ($path.EndsWith('.redacted.json', [StringComparison]::Ordinal)) {
    $file = $stem + '.leaf'
    if (-not $sums.ContainsKey($file) -or -not [IO.File]::Exists((At-Path $file))) { Bad ($file + ': expected the leaf hash of the entry, found no such file'); continue }
    $leaf = (Read-Text $file).TrimEnd("`n")
    if ($leaf -cnotmatch '^[0-9a-f]{64}$') { Bad ($file + ': expected a leaf hash, found something else'); continue }
    Skip ($path + ': secrets were taken out of this text, so it proves nothing; the leaf hash beside it is proven')
  } else {
    $leaf = Leaf-Hash (Read-Bytes $path)
  }
  $entry = [long]([regex]::Match($stem, 'E-([0-9]{1,15})$').Groups[1].Value)
  $why = Why-Not $proof $leaf $entry
  if ($why -eq '') { $proven++ } else { Bad ($proof + ': expected a proof for entry ' + $entry + ', found ' + $why) }
}
if ($script:failures -eq $before) { Good ("$proven entries: each stands under the checkpoint, by its proof") }

# ---- 5 each original and document is what its entry names

$before = $script:failures
$have = New-Object 'System.Collections.Generic.Dictionary[string,string]' ($ordinal)
$under = New-Object 'System.Collections.Generic.Dictionary[string,string]' ($ordinal)
$replaced = New-Object 'System.Collections.Generic.Dictionary[string,bool]' ($ordinal)
$originals = New-Object 'System.Collections.Generic.List[string]'
foreach ($pair in $sums.GetEnumerator()) {
  $match = [regex]::Match($pair.Key, '^((evidence|statements)/E-[0-9]+)(\..+)$')
  if (-not $match.Success) { continue }
  $stem = $match.Groups[1].Value
  $ending = $match.Groups[3].Value
  if ($ending -cmatch '^\.(entry\.json|entry\.redacted\.json|leaf|tlog-proof)$') { continue }
  if ($ending.StartsWith('.redacted.', [StringComparison]::Ordinal)) { $replaced[$stem] = $true; continue }
  $have[$match.Groups[2].Value + ' ' + $pair.Value] = $pair.Key
  if (-not $under.ContainsKey($stem)) { $under[$stem] = $pair.Key }
  $originals.Add($pair.Key)
}
# What each entry names. What people wrote cannot pass for it: inside a text every quote has a
# backslash before it.
$names = New-Object 'System.Collections.Generic.Dictionary[string,string]' ($ordinal)
$gone = New-Object 'System.Collections.Generic.Dictionary[string,string]' ($ordinal)
$excused = New-Object 'System.Collections.Generic.Dictionary[string,bool]' ($ordinal)
foreach ($path in $entries) {
  $stem = [regex]::Replace($path, '\.entry\.(redacted\.)?json$', '')
  if ($path.EndsWith('.redacted.json', [StringComparison]::Ordinal)) { $excused[$stem] = $true; continue }
  if (-not [IO.File]::Exists((At-Path $path))) { continue }
  $text = Read-Text $path
  $ingest = [regex]::Match($text, ',"body":\{"artifact":\{"sha256":"([0-9a-f]{64})"')
  $document = [regex]::Match($text, ',"document_sha256":"([0-9a-f]{64})"')
  $name = ''
  $is = $text -cmatch '^\{"v":[0-9]+,"kind":"ingest",'
  if ($is -and $ingest.Success) { $name = $ingest.Groups[1].Value }
  elseif ($is -or $text -cnotmatch '^\{"v":[0-9]+,"kind":"') {
    Bad ($path + ': expected an entry of a ledger, found something else')
  } elseif ($document.Success) { $name = $document.Groups[1].Value }
  if ($name -eq '') { continue }
  $names[$stem] = $name
  if ($replaced.ContainsKey($stem)) { $gone[$stem.Split('/')[0] + ' ' + $name] = $stem }
}
$compared = 0
$used = New-Object 'System.Collections.Generic.Dictionary[string,bool]' ($ordinal)
foreach ($pair in $names.GetEnumerator()) {
  $stem = $pair.Key
  $at = $stem.Split('/')[0] + ' ' + $pair.Value
  if ($have.ContainsKey($at)) { $used[$have[$at]] = $true; $compared++ }
  elseif ($gone.ContainsKey($at)) { Skip ($gone[$at] + '.redacted: secrets were taken out of this file; its entry proves the original, SHA-256 ' + $pair.Value + ', which is not here') }
  elseif ($under.ContainsKey($stem)) { $used[$under[$stem]] = $true; Bad ($under[$stem] + ': expected the SHA-256 ' + $pair.Value + ', found ' + $sums[$under[$stem]]) }
  else { Bad ($stem + ': expected an original with the SHA-256 ' + $pair.Value + ', found no such file') }
}
foreach ($path in $originals) {
  $stem = [regex]::Match($path, '^[^/]+/E-[0-9]+').Value
  if (-not $used.ContainsKey($path) -and -not $excused.ContainsKey($stem)) { Bad ($path + ': expected a file that an entry names, found one with the SHA-256 ' + $sums[$path]) }
}
if ($script:failures -eq $before) { Good ("$compared entries name an original or a document: each has the SHA-256 that its entry names") }

# ---- 6 the ledger has grown from an older checkpoint, and nothing before it was rewritten

# The root over the first of some leaf hashes.
function Root-Of([string[]]$leaves, [long]$size) {
  $stack = New-Object 'System.Collections.Generic.List[string]'
  for ([long]$count = 0; $count -lt $size; $count++) {
    $hash = $leaves[$count]
    for ([long]$bits = $count; ($bits -band 1) -eq 1; $bits = $bits -shr 1) {
      $hash = Node-Hash $stack[$stack.Count - 1] $hash
      $stack.RemoveAt($stack.Count - 1)
    }
    $stack.Add($hash)
  }
  if ($stack.Count -eq 0) { return Hex $sha256.ComputeHash((New-Object byte[] 0)) }
  $hash = $stack[$stack.Count - 1]
  for ($i = $stack.Count - 2; $i -ge 0; $i--) { $hash = Node-Hash $stack[$i] $hash }
  return $hash
}
if ($Since -ne '') {
  $older = Read-Head ($utf8.GetString([IO.File]::ReadAllBytes((Resolve-Path -LiteralPath $Since).ProviderPath)))
  $leaves = @()
  if ($sums.ContainsKey('leaves.txt')) { $leaves = (Read-Text 'leaves.txt').TrimEnd("`n").Split("`n") }
  if ($null -eq $older) { Bad ($Since + ': expected a checkpoint, found something else') }
  elseif (-not $sums.ContainsKey('leaves.txt')) { Skip ($Since + ': this binder has no leaves.txt, so it cannot be held against older checkpoints') }
  elseif ($leaves.Length -ne $head.Size -or @($leaves | Where-Object { $_ -cnotmatch '^[0-9a-f]{64}$' }).Count -gt 0) { Bad ('leaves.txt: expected ' + $head.Size + ' hashes, found something else') }
  elseif ($older.Size -gt $head.Size) { Bad ($Since + ': expected at least ' + $older.Size + ' entries, found ' + $head.Size + ': entries were cut off') }
  else {
    $now = Root-Of $leaves $head.Size
    if ($now -cne $head.Root) { Bad ('leaves.txt: expected the root ' + $head.Root + ', found ' + $now) }
    $then = Root-Of $leaves $older.Size
    if ($then -ceq $older.Root) { Good ('the ' + $older.Size + ' entries of ' + $Since + ' are the beginning of these') }
    else { Bad ($Since + ': expected the root ' + $older.Root + ' over the first ' + $older.Size + ' entries, found ' + $then + ': entries were rewritten, or it is of another ledger') }
  }
}

# ---- what came of it

Write-Output ''
if ($script:failures -gt 0) {
  Write-Output ('NOT VERIFIED: ' + $script:failures + ' of what was looked at is not what was made')
  exit 1
}
if ($script:unchecked -gt 0) { Write-Output ('' + $script:unchecked + ' could not be checked here: see NOT CHECKED above') }
Write-Output ('VERIFIED: ' + $files + ' files, ' + $proven + ' entries of ' + $head.Size + ' (' + (Plain $head.Origin) + '), root ' + $head.Root)
exit 0
