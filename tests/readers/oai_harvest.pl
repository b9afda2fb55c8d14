# Harvests a repository with Perl's HTTP::OAI and prints a line for each record: identifier, status, datestamp, sets.
use strict;
use warnings;
use HTTP::OAI;

my ($base, $prefix) = @ARGV;
my $harvester = HTTP::OAI::Harvester->new(baseURL => $base);
my $identify = $harvester->Identify;
die $identify->message if $identify->is_error;
die "not persistent" if $identify->deletedRecord ne 'persistent';
my $records = $harvester->ListRecords(metadataPrefix => $prefix, onRecord => sub {
    my $header = $_[0]->header;
    print join("\t", $header->identifier, $header->is_deleted ? 'deleted' : 'there', $header->datestamp,
        join(',', $header->setSpec)), "\n";
});
die $records->message if $records->is_error;
